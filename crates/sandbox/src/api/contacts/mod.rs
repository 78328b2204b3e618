//! `contacts.*`: finding people, keeping them, and keeping them away.

mod blocked;
mod find;
mod list;
