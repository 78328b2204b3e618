//! What holds for every Rust source.

use super::Problem;
use super::tree::File;

/// What no source may hold, and what to do instead. Written in two halves, so as not to be found
/// here.
const FORBIDDEN: [(&str, &str); 7] = [
    (concat!("#[", "allow"), "use #[expect(…, reason = \"…\")]"),
    (concat!("#![", "allow"), "use #[expect(…, reason = \"…\")]"),
    (concat!("#[", "ignore"), "a test that does not run is no test: mend or remove it"),
    (concat!("to", "do!("), "finish it, or leave it out"),
    (concat!("unimple", "mented!("), "finish it, or leave it out"),
    (concat!("thread::", "sleep"), "wait for what happens, not for time to pass"),
    (concat!("db", "g!("), "use tracing"),
];

/// A file of one idea is shorter than this.
const LONGEST: usize = 500;

/// Longer files, each with its reason.
const LONG: [(&str, &str); 0] = [];

fn rust(files: &[File]) -> impl Iterator<Item = &File> {
    files.iter().filter(|file| file.path.ends_with(".rs"))
}

/// No source holds what is forbidden.
pub(super) fn forbidden_words(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in rust(files) {
        for (number, line) in file.lines() {
            for (word, instead) in FORBIDDEN {
                if line.contains(word) {
                    problems.push(Problem::at(&file.path, number, format!("`{word}`: {instead}")));
                }
            }
        }
    }
    problems
}

/// No source is too long, and none is excused without need.
pub(super) fn length(files: &[File]) -> Vec<Problem> {
    let excused = |path: &str| LONG.iter().any(|(long, _)| *long == path);
    let mut problems = Vec::new();
    for file in rust(files) {
        let lines = file.text.lines().count();
        if lines > LONGEST && !excused(&file.path) {
            let what =
                format!("{lines} lines: divide it, or list it with a reason in xtask/src/tidy");
            problems.push(Problem::new(&file.path, what));
        }
        if lines <= LONGEST && excused(&file.path) {
            problems.push(Problem::new(&file.path, "no longer long: take it off the list"));
        }
    }
    problems
}

/// Every crate says at its head what it is for.
pub(super) fn first_pages(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in rust(files) {
        let root = ["src/lib.rs", "src/main.rs"].iter().any(|root| file.path.ends_with(root));
        if !root {
            continue;
        }
        let words: usize = file
            .text
            .lines()
            .map_while(|line| line.strip_prefix("//!"))
            .map(|line| line.split_whitespace().count())
            .sum();
        if words < 10 {
            let what = "begin with a `//!` page: what the crate is for and what it must not know";
            problems.push(Problem::at(&file.path, 1, what));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_forbidden_word_is_found_with_its_line() {
        for (word, _) in FORBIDDEN {
            let files = [File::new("a.rs", &format!("fn a() {{\n    {word}\n}}\n"))];
            let problems = forbidden_words(&files);
            assert!(problems.iter().any(|problem| problem.line == Some(2)), "{word}");
        }
        assert_eq!(forbidden_words(&[File::new("a.md", FORBIDDEN[0].0)]), []);
    }

    #[test]
    fn a_long_source_needs_a_reason() {
        let files = [File::new("a.rs", &"\n".repeat(501)), File::new("b.rs", &"\n".repeat(500))];
        let problems = length(&files);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].place, "a.rs");
    }

    #[test]
    fn a_crate_without_a_first_page_is_a_problem() {
        let page = "//! How a person writes: turns, exemplars, retrieval, style profile, rhythm.\n";
        assert_eq!(first_pages(&[File::new("crates/a/src/lib.rs", page)]), []);
        let stub = [File::new("crates/a/src/lib.rs", "//! See ARCHITECTURE.md.\n")];
        assert_eq!(first_pages(&stub).len(), 1);
        assert_eq!(first_pages(&[File::new("crates/a/src/part.rs", "")]), []);
    }
}
