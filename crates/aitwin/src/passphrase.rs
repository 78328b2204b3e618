//! Passphrases: asked for in a terminal, where they are not shown, or read from a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use age::secrecy::{ExposeSecret, SecretString};
use anyhow::Result;

use crate::language::{Texts, text};
use crate::trouble::Trouble;

/// Anything shorter is found by trying.
const SHORTEST: usize = 12;
/// Longer than anybody's.
const LONGEST: u64 = 4096;

/// A passphrase that is to seal something: typed twice, or the first line of a file.
pub(crate) fn new(texts: &Texts, file: Option<&Path>) -> Result<SecretString> {
    let passphrase = match file {
        Some(file) => of_file(file)?,
        None => {
            let passphrase = typed(&text!(texts, "passphrase-new", shortest = SHORTEST))?;
            let again = typed(&text!(texts, "passphrase-again"))?;
            if passphrase.expose_secret() != again.expose_secret() {
                return Err(Trouble::PassphrasesDiffer.into());
            }
            passphrase
        }
    };
    if passphrase.expose_secret().chars().count() < SHORTEST {
        return Err(Trouble::ShortPassphrase { shortest: SHORTEST }.into());
    }
    Ok(passphrase)
}

/// The passphrase that something is sealed with.
pub(crate) fn known(texts: &Texts, file: Option<&Path>) -> Result<SecretString> {
    file.map_or_else(|| typed(&text!(texts, "passphrase-known")), of_file)
}

fn typed(prompt: &str) -> Result<SecretString> {
    let typed = rpassword::prompt_password(format!("{prompt} "));
    Ok(typed.map(SecretString::from).map_err(|_| Trouble::NoTerminal)?)
}

/// The first line of a file; `-` is standard input.
fn of_file(path: &Path) -> Result<SecretString> {
    let first_line = |source: &mut dyn Read| {
        let mut line = String::new();
        BufReader::new(source.take(LONGEST)).read_line(&mut line)?;
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        io::Result::Ok(SecretString::from(line))
    };
    let read = if path == Path::new("-") {
        first_line(&mut io::stdin().lock())
    } else {
        File::open(path).and_then(|mut file| first_line(&mut file))
    };
    Ok(read.map_err(|source| Trouble::File { path: path.to_owned(), source })?)
}
