//! `account.*`: one's own profile, being online, and being told. What belongs to logging in
//! is in `auth`.

mod notify;
mod profile;
mod status;
