//! What holds for every text file.

use super::Problem;
use super::tree::File;

/// Where somebody's files lie. Written in two halves, so as not to be found here.
const MACHINES: [&str; 4] =
    [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// How a file would send somebody to another registry than the public one.
const REGISTRIES: [&str; 5] = [
    concat!("index", "-url"),
    concat!("replace", "-with"),
    concat!("find", "-links"),
    concat!("[sour", "ce."),
    concat!("[regis", "tries."),
];

/// Text ends with a line end, and lines do not end with spaces.
pub(super) fn whitespace(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !file.is_vendored()) {
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            problems.push(Problem::new(&file.path, "does not end with a line end"));
        }
        for (number, line) in file.lines() {
            if line.ends_with([' ', '\t', '\r']) {
                problems.push(Problem::at(&file.path, number, "ends with white space"));
            }
        }
    }
    problems
}

/// No file knows where it lies on somebody's machine.
pub(super) fn machines(files: &[File]) -> Vec<Problem> {
    find(files, &MACHINES, "is a path of one machine")
}

/// No file sends anybody to another registry.
pub(super) fn registries(files: &[File]) -> Vec<Problem> {
    find(files, &REGISTRIES, "names a registry: everything comes from the public ones")
}

fn find(files: &[File], words: &[&str], what: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| !file.is_vendored()) {
        for (number, line) in file.lines() {
            for word in words.iter().filter(|word| line.contains(**word)) {
                problems.push(Problem::at(&file.path, number, format!("`{word}` {what}")));
            }
        }
    }
    problems
}

/// The README is there in both languages, with the same parts.
pub(super) fn readmes(files: &[File]) -> Vec<Problem> {
    let headings = |path: &str| {
        let file = files.iter().find(|file| file.path == path)?;
        let mut code = false;
        Some(
            file.text
                .lines()
                .filter(|line| {
                    code ^= line.starts_with("```");
                    !code && line.starts_with('#')
                })
                .count(),
        )
    };
    match (headings("README.md"), headings("README.ru.md")) {
        (Some(english), Some(russian)) if english == russian => vec![],
        (Some(english), Some(russian)) => vec![Problem::new(
            "README.ru.md",
            format!("has {russian} headings where README.md has {english}: they tell the same"),
        )],
        (None, _) => vec![Problem::new("README.md", "is missing")],
        (_, None) => vec![Problem::new("README.ru.md", "is missing")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_white_space_is_found() {
        assert_eq!(whitespace(&[File::new("a", "b\n"), File::new("empty", "")]), []);
        assert_eq!(whitespace(&[File::new("a", "b")]).len(), 1);
        assert_eq!(whitespace(&[File::new("a", "b \nc\t\n")]).len(), 2);
        assert_eq!(whitespace(&[File::new("web/vendor/htmx.js", "b ")]), []);
    }

    #[test]
    fn paths_of_machines_and_registries_are_found() {
        for machine in MACHINES {
            assert_eq!(machines(&[File::new("a", &format!("see {machine}x"))]).len(), 1);
        }
        for registry in REGISTRIES {
            assert_eq!(registries(&[File::new("a", &format!("--{registry}=x"))]).len(), 1);
        }
    }

    #[test]
    fn both_readmes_are_there_and_alike() {
        let english = File::new("README.md", "# A\n```sh\n# run\n```\n## B\n");
        assert_eq!(readmes(&[File::new("README.ru.md", "# А\n## Б\n"), english]), []);
        let english = File::new("README.md", "# A\n");
        assert_eq!(readmes(&[File::new("README.ru.md", "# А\n## Б\n"), english]).len(), 1);
        assert_eq!(readmes(&[File::new("README.md", "# A\n")]).len(), 1);
    }
}
