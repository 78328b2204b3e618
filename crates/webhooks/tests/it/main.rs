//! What a receiver of webhooks can rely on: that it is told, that it can tell by whom, that it is told
//! again, and that nobody else is reached by them.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where something fails; clippy.toml excuses test functions, not their helpers"
)]

mod giving_up;
mod house;
mod reaching;
mod restart;
mod telling;
