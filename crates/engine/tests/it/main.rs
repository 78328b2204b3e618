//! The engine over a real database, with a messenger and a clock that the test holds in its hand.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answering;
mod bot_care;
mod both_ways;
mod bots;
mod bounds;
mod business;
mod charging;
mod choosing;
mod connected;
mod cost;
mod direct;
mod disclosure;
mod drafts;
mod earned;
mod groups;
mod hand_clock;
mod history;
mod import;
mod machine;
mod memory;
mod model;
mod native;
mod noting;
mod own_voice;
mod past;
mod portrait;
mod questions;
mod quoted;
mod relations;
mod removed;
mod restart;
mod rewording;
mod rules;
mod sandboxed;
mod saved;
mod soak;
mod sound;
mod spoken_once;
mod stage;
mod telegram;
mod trouble;
mod watch;
mod watchdog;
mod writing;
