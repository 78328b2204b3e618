//! `xtask tidy`: the rules of the house as code. ARCHITECTURE.md says why they are so.
//!
//! | module | what it guards |
//! |---|---|
//! | [`tree`] | reads the repository: its files and what cargo knows of its crates |
//! | [`arrows`] | which crate may use which, and which dependencies are kept in which crates |
//! | [`sources`] | what no Rust source may hold, how long it may be, what a crate's first page says |
//! | [`texts`] | line ends, paths of somebody's machine, registries, the two READMEs |
//! | [`dependencies`] | licences, sources, and that each dependency is used and explained |
//! | [`promises`] | the tests that `docs/security.md` names |
//!
//! To add a rule: a function from the [`tree`] to [`Problem`]s, its line in [`run`], and a test that
//! sees it fail.

mod arrows;
mod dependencies;
mod promises;
mod sources;
mod texts;
mod tree;

use std::fmt;

use anyhow::bail;

use crate::shell::say;

/// Options of `xtask tidy`.
#[derive(clap::Args)]
pub(crate) struct Args {}

/// Where a rule is broken, and what to do.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    /// A file, or the name of a crate.
    place: String,
    line: Option<usize>,
    what: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), line: None, what: what.into() }
    }

    /// The same at a line, counted from 1.
    fn at(place: impl Into<String>, line: usize, what: impl Into<String>) -> Self {
        Self { line: Some(line), ..Self::new(place, what) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.place, self.what),
            None => write!(f, "{}: {}", self.place, self.what),
        }
    }
}

/// Checks every rule and prints what is wrong.
pub(crate) fn run(_: &Args) -> anyhow::Result<()> {
    let files = tree::files()?;
    let metadata = tree::metadata()?;
    let problems: Vec<Problem> = [
        arrows::between_crates(&metadata),
        arrows::kept_dependencies(&metadata),
        sources::forbidden_words(&files),
        sources::length(&files),
        sources::first_pages(&files),
        texts::whitespace(&files),
        texts::machines(&files),
        texts::registries(&files),
        texts::readmes(&files),
        dependencies::licences(&metadata),
        dependencies::sources(&metadata),
        dependencies::used(&files, &metadata),
        dependencies::explained(&files, &metadata),
        promises::kept(&files),
    ]
    .into_iter()
    .flatten()
    .collect();
    for problem in &problems {
        say(problem);
    }
    match problems.len() {
        0 => Ok(()),
        1 => bail!("tidy: 1 problem"),
        count => bail!("tidy: {count} problems"),
    }
}
