//! The client over a real socket, against a server that answers by a script, in a time that the test holds.

mod clock;
mod credentials;
mod retries;
mod scripted;
mod spans;
mod timeouts;
