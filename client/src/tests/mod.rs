//! Tests of the client over a real socket, against a server that follows a script. The test controls the clock.

mod bounds;
mod clock;
mod credentials;
mod redirects;
mod retries;
mod scripted;
mod spans;
mod timeouts;
