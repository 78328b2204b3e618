//! Voice notes: those of others are heard before they are answered, and replies can be spoken.
//!
//! | module | what it does |
//! |---|---|
//! | `choice` | who hears and who speaks: the owner's choice, and where it comes from |
//! | `hear` | has voice notes heard, each once |
//! | `speak` | has a reply spoken, or leaves it written |
//!
//! Like a model, an ear and a mouth are asked between two transactions, and what came of it counts only
//! if the same is still to be answered. Whatever fails leaves a note unheard, or a reply written.

mod choice;
mod hear;
mod speak;

pub(crate) use choice::Sound;
pub use choice::{VoiceSource, VoiceView};
pub use hear::NotHeard;
pub(crate) use hear::{hear, unheard};
pub use speak::NotSpoken;
pub(crate) use speak::{Sounds, speak};
