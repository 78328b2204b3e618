//! Speech: voice notes heard and spoken, behind [`domain::Ear`] and [`domain::Mouth`].
//!
//! It must not know chats, replies, SQL, Telegram or the web: what is to be heard comes as a file, what
//! is to be said as a text, and both go out again in the same way. Time comes from [`domain::Clock`].
//!
//! | module | what it holds |
//! |---|---|
//! | [`note`] | OGG with Opus inside, both ways: the only door to `ogg` and `ropus` |
//! | [`waveform()`] | how loud a note is along its length, as Telegram draws it |
//! | [`sound`] | whatever else people send, made a note: the only door to `symphonia` |
//! | [`wav`], [`resample()`] | sound as programs write it, at any rate |
//! | [`measure()`] | how a note sounds: its level, its noise, what was cut off |
//! | [`record()`] | a note of what a browser recorded: WebM, OGG or WAV |
//! | [`hear`] | ears: OpenAI and who speaks as it does, the messenger's own, Whisper in this process, several behind one another |
//! | [`speak`] | mouths: ElevenLabs, OpenAI and who speaks as it does, Piper's voices in this process, any program; voices made of recordings |
//! | [`speakable`] | a text as it is said |
//! | [`whisper`], [`piper`] | Whisper and Piper themselves |
//! | [`weights`] | the files of both: a catalogue, and how they are fetched and checked |
//! | `remote`, `status`, `problem` | a provider that is asked with patience, and what its errors mean |
//! | `address` | where it is |
//!
//! # To add an ear
//!
//! A file in `hear` with a type that implements [`domain::Ear`]. One that is asked over HTTP has a
//! `Remote`, which waits, tries again and counts failures, and turns the answer into a
//! [`domain::Heard`]; its errors are `Problem`s, which become [`domain::EarError`]s by themselves. What it
//! calls its errors goes into the table of `status`. Then a test in `tests/it/hear.rs`, with an answer
//! and errors as its documentation shows them.
//!
//! # To add a mouth
//!
//! The same in `speak` and for [`domain::Mouth`]. What comes back goes through `speak::sound`, which
//! makes a note of one channel at 48 kHz of it, with its length and its waveform.

#[doc(hidden)]
pub mod damage;
pub mod hear;
pub mod note;
pub mod piper;
pub mod sound;
pub mod speak;
pub mod speakable;
pub mod wav;
pub mod weights;
pub mod whisper;

mod address;
mod measure;
mod problem;
mod record;
mod remote;
mod resample;
mod status;
mod waveform;

pub use address::Address;
pub use measure::measure;
pub use outward::{ApiKey, KeyError, Patience};
pub use record::record;
pub use remote::{Http, Site};
pub use resample::resample;
pub use waveform::waveform;
