//! Files as clients name them: what an `InputMedia` or a location means, and
//! what a message shows of a file.

mod attributes;
mod input;
mod objects;
