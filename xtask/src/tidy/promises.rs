//! What `docs/security.md` promises is shown by tests that exist.

use super::Problem;
use super::tree::File;

/// The page of what is promised.
const PAGE: &str = "docs/security.md";

/// How the page names a test: a code span with its file and its function.
const SIGN: &str = ".rs::";

/// Every test that the page names exists, and every row of its table names one.
pub(super) fn kept(files: &[File]) -> Vec<Problem> {
    let Some(page) = files.iter().find(|file| file.path == PAGE) else {
        return vec![Problem::new(PAGE, "is missing")];
    };
    let mut problems = Vec::new();
    for (number, line) in page.lines() {
        let mut named = 0;
        for span in line.split('`').skip(1).step_by(2) {
            let Some((file, test)) = span.split_once(SIGN) else { continue };
            named += 1;
            let path = format!("{file}.rs");
            let is_there = files.iter().any(|file| file.path == path && has_test(file, test));
            if !is_there {
                problems.push(Problem::at(PAGE, number, format!("there is no test {span}")));
            }
        }
        if line.starts_with("| **") && named == 0 {
            problems.push(Problem::at(PAGE, number, "names no test"));
        }
    }
    problems
}

/// Whether a file has a test: under an attribute that makes it one, or in a list that makes tests.
fn has_test(file: &File, name: &str) -> bool {
    let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
    let declared = format!("fn {name}(");
    let is_listed = file.text.split("on_both!(").skip(1).any(|list| {
        let list = list.split(");").next().unwrap_or_default();
        list.split(',').any(|listed| listed.trim() == name)
    });
    lines.iter().enumerate().any(|(at, line)| {
        let is_it = line.trim_start_matches("async ").starts_with(&declared);
        let above = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        is_it && (is_listed || above.into_iter().any(|line| line.contains("test")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(page: &str) -> Vec<Problem> {
        let tests = "#[tokio::test(start_paused = true)]\nasync fn one_holds() {\n\
                     fn helper() {\n\
                     on_both!(\n    both_hold,\n);\nasync fn both_hold(db: &Database) {\n";
        kept(&[File::new(PAGE, page), File::new("a/b.rs", tests)])
    }

    #[test]
    fn tests_that_are_not_there_are_told() {
        assert_eq!(problems("| **1** | done | `a/b.rs::one_holds` `a/b.rs::both_hold` |"), []);
        assert_eq!(problems("| item |\n|---|\nsee `twin::guard` and `a/b.rs`"), []);
        for wrong in ["a/b.rs::one", "a/b.rs::helper", "a/c.rs::one_holds"] {
            assert_eq!(problems(&format!("see `{wrong}`")).len(), 1, "{wrong}");
        }
        assert_eq!(problems("| **1** | done | |").len(), 1);
        assert_eq!(kept(&[]).len(), 1);
    }
}
