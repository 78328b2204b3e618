//! How many words somebody mishears, and whether that is few enough.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use serde::Deserialize;

/// What stands on the lines of a file.
pub(crate) fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> anyhow::Result<Vec<T>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The words of a text without signs and capitals.
pub(crate) fn words(text: &str) -> Vec<String> {
    let plain: String = text
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'ё' => 'е',
            '\'' | '’' => '\'',
            c if c.is_alphanumeric() => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().map(str::to_owned).collect()
}

/// How many words must be put in, left out or changed (V. Levenshtein).
pub(crate) fn misheard(said: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (index, word) in said.iter().enumerate() {
        let mut corner = row[0];
        row[0] = index + 1;
        for (place, other) in heard.iter().enumerate() {
            let changed = corner + usize::from(word != other);
            corner = row[place + 1];
            row[place + 1] = changed.min(row[place] + 1).min(corner + 1);
        }
    }
    row[heard.len()]
}

/// Prints a row of the table, and whether its goal is met.
pub(crate) fn print(what: &str, measured: &str, goal: &str, is_met: bool) -> anyhow::Result<()> {
    let row =
        serde_json::json!({ "what": what, "measured": measured, "goal": goal, "missed": !is_met });
    Ok(writeln!(std::io::stdout().lock(), "{row}")?)
}
