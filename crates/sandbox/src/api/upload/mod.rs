//! `upload.*`: the bytes of files, on their way in and out.

mod get;
mod save;
