//! Voice notes: those of others are heard before they are answered, and replies can be spoken.
//!
//! | module | what it does |
//! |---|---|
//! | `choice` | who hears and who speaks: the owner's choice, and where it comes from |
//! | `hear` | has voice notes heard, each once, and what else people say in messages |
//! | `not_heard` | why nobody heard it |
//! | `played` | what somebody listens to on the page |
//! | `prices` | what hearing and speaking cost |
//! | `speak` | has a reply spoken, or leaves it written |
//! | `own`, `recordings` | what the owner has spoken themselves, in voice notes and on the page, and how it sounds |
//! | `cloned` | voices that are made of that, and go when the owner takes their consent back |
//!
//! Like a model, an ear and a mouth are asked between two transactions, and what came of it counts only
//! if the same is still to be answered. Whatever fails leaves a note unheard, or a reply written.

mod choice;
mod cloned;
mod hear;
mod not_heard;
mod own;
mod played;
mod prices;
mod recordings;
mod speak;

pub(crate) use choice::Sound;
pub use choice::{VoiceSource, VoiceView};
pub use cloned::{LONGEST_NAME, NotBegun, WantedVoice};
pub(crate) use cloned::{settle_voices, unchoose};
pub(crate) use hear::{hear, unheard};
pub use not_heard::NotHeard;
pub use own::{MeasuringBegun, OwnNote, OwnNotes};
pub use prices::VoicePrices;
pub use recordings::Recording;
pub use speak::NotSpoken;
pub(crate) use speak::{Sounds, language, speak};
