//! Calls the service. The argument is its URL.

use consumer::{answer, refusal, stream};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or("a URL is needed")?;
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        println!("{}", answer(&url, "Hello").await?);
        println!("{}", stream(&url, "Hello").await?);
        println!("{}", refusal(&url).await?);
        Ok(())
    })
}
