//! The engine over a real database, with a messenger and a clock that the test holds in its hand.

mod answering;
mod import;
mod restart;
mod stage;
