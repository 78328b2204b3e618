//! Phonemes of a text, from the program espeak-ng.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::Sentence;

/// What of the environment it is given: how it is found, and where its own files are.
const KEPT: [&str; 2] = ["PATH", "ESPEAK_DATA_PATH"];

/// Where espeak-ng is.
#[derive(Debug, Clone)]
pub struct Espeak(PathBuf);

/// Why there are no phonemes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoPhonemes {
    #[error(
        "the program espeak-ng cannot be started ({0}): Piper's voices need it; \
         install it (Debian, Ubuntu: apt-get install espeak-ng), and start the server again"
    )]
    Missing(std::io::Error),
    #[error("espeak-ng ended with {status}; does it know the language {tongue}?")]
    Failed { status: std::process::ExitStatus, tongue: String },
    #[error("espeak-ng cannot be talked to: {0}")]
    Io(#[from] std::io::Error),
    #[error("espeak-ng makes no sound of it")]
    Nothing,
}

impl Default for Espeak {
    /// The one on the `PATH`.
    fn default() -> Self {
        Self(PathBuf::from("espeak-ng"))
    }
}

impl Espeak {
    /// The program of that name or path.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self(program.into())
    }

    /// Each sentence as one line of phonemes, with the signs between its clauses.
    pub(crate) async fn phonemes(
        &self,
        sentences: &[Sentence],
        tongue: &str,
    ) -> Result<Vec<String>, NoPhonemes> {
        let mut all = Vec::with_capacity(sentences.len());
        for sentence in sentences {
            let mut line = String::new();
            for clause in sentence {
                let said = self.clause(&clause.text, tongue).await?;
                if said.is_empty() {
                    continue;
                }
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(&said);
                line.push(clause.end);
            }
            if !line.is_empty() {
                all.push(line);
            }
        }
        if all.is_empty() { Err(NoPhonemes::Nothing) } else { Ok(all) }
    }

    /// Its path: only one that is started by a path is started without a copy of this process's memory map.
    fn found(&self) -> PathBuf {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        find(&self.0, &folders).unwrap_or_else(|| self.0.clone())
    }

    async fn clause(&self, text: &str, tongue: &str) -> Result<String, NoPhonemes> {
        let mut child = Command::new(self.found())
            .args(["-q", "--ipa", "--stdin", "-b", "1", "-v", tongue])
            .env_clear()
            .envs(KEPT.iter().filter_map(|name| Some((*name, std::env::var_os(name)?))))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What it complains of may be the text.
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(NoPhonemes::Missing)?;
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends early is asked why below.
            stdin.write_all(text.as_bytes()).await.ok();
        }
        let output = child.wait_with_output().await?;
        if !output.status.success() {
            let tongue = tongue.to_owned();
            return Err(NoPhonemes::Failed { status: output.status, tongue });
        }
        Ok(plain(&String::from_utf8_lossy(&output.stdout)))
    }
}

/// Where a program of that name lies, in the first of such folders that has it.
fn find(name: &Path, folders: &OsStr) -> Option<PathBuf> {
    let is_name = name.parent().is_some_and(|parent| parent.as_os_str().is_empty());
    let mut all = std::env::split_paths(folders).filter(|folder| folder.is_absolute());
    all.find_map(|folder| Some(folder.join(name)).filter(|path| is_name && path.is_file()))
}

/// On one line, and without the marks where a word of another language begins and ends: `(en)`.
fn plain(written: &str) -> String {
    let mut kept = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((before, after)) = rest.split_once('(') {
        kept.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Sentences whose letters are their phonemes.
pub(crate) fn letters(sentences: &[Sentence]) -> Vec<String> {
    let clause = |clause: &super::clauses::Clause| format!("{}{}", clause.text, clause.end);
    let line = |sentence: &Sentence| {
        let clauses: Vec<String> = sentence.iter().map(clause).collect();
        clauses.join(" ").to_lowercase()
    };
    sentences.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_in_the_first_folder_that_has_it() {
        let (empty, first, second) = (
            tempfile::tempdir().unwrap(),
            tempfile::tempdir().unwrap(),
            tempfile::tempdir().unwrap(),
        );
        for folder in [&first, &second] {
            std::fs::write(folder.path().join("espeak-ng"), b"").unwrap();
        }
        let folders = std::env::join_paths([empty.path(), first.path(), second.path()]).unwrap();
        let found = find(Path::new("espeak-ng"), &folders);
        assert_eq!(found, Some(first.path().join("espeak-ng")));
        assert_eq!(find(Path::new("espeak"), &folders), None);
        assert_eq!(find(&first.path().join("espeak-ng"), &folders), None);
        assert_eq!(find(Path::new("espeak-ng"), OsStr::new("")), None);
    }

    #[test]
    fn marks_of_other_languages_are_left_out() {
        assert_eq!(plain("ʌkʲˈej (en)ɡˈuːɡəl(ru)\n tʃˈas\n"), "ʌkʲˈej ɡˈuːɡəl tʃˈas");
        assert_eq!(plain(""), "");
    }
}
