//! `account.*`: one's own profile, and being online. What belongs to logging in
//! is in `auth`.

mod profile;
mod status;
