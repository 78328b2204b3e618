//! `aitwin eval`: how like its owner does the twin write? What is measured, and how, is in [`twin::measure`](::twin::measure).
//!
//! | module | what it holds |
//! |---|---|
//! | [`gather`] | the messages to measure on |
//! | [`twin`] | what the twin says at the moments that were held out |
//! | [`measure`], [`habit`] | the figures in words |
//! | [`card`], [`page`], [`plots`] | the report in the terminal, and as a page with drawings |
//! | [`record`] | figures for programs |
//! | [`task`] | a benchmark's folder, and the replies of systems to it |
//! | [`table`] | its figures as a table, and what they must reach |

pub(crate) mod card;
pub(crate) mod gather;
mod habit;
mod measure;
pub(crate) mod page;
mod plots;
pub(crate) mod record;
pub(crate) mod table;
pub(crate) mod task;
pub(crate) mod twin;
