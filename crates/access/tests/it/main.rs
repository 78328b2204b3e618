//! Who is let in, and who is not: over a real store, with a clock that the test turns.

#![expect(
    clippy::unwrap_used,
    reason = "a test ends where the store fails; clippy.toml excuses test functions, not their helpers"
)]

mod codes;
mod passkeys;
mod people;
mod sign_in;
mod support;
mod tokens;
