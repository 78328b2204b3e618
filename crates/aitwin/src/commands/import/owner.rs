//! Whose the files are: what they say, what is known, what the person answers.

use std::collections::HashMap;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Result;
use domain::{PeerId, Profile};
use engine::ImportError;
use style::export::{self, Candidate, ExportError, Options};

use super::{open, say};
use crate::language::{Texts, text};
use crate::trouble::Trouble;
use crate::wiring::Opened;

/// The user whom the files name. All are read for that before anything is stored: files of two
/// people in one command are a mistake, and whose they are decides what is learnt.
pub(super) fn stated(files: &[PathBuf], named: Option<PeerId>) -> Result<Option<PeerId>, Trouble> {
    let mut first: Option<(&Path, Profile)> = None;
    for path in files {
        let Some(profile) = export::read_owner(open(path)?).map_err(in_file(path))? else {
            continue;
        };
        if let Some(named) = named.filter(|named| *named != profile.user_id) {
            let stated = Box::new(profile);
            return Err(Trouble::NotTheOwner { path: path.clone(), stated, named });
        }
        match &first {
            Some((first, known)) if known.user_id != profile.user_id => {
                return Err(Trouble::TwoOwners {
                    first: first.to_path_buf(),
                    first_owner: Box::new(known.clone()),
                    second: path.clone(),
                    second_owner: Box::new(profile),
                });
            }
            Some(_) => {}
            None => first = Some((path, profile)),
        }
    }
    Ok(first.map(|(_, profile)| profile.user_id))
}

/// The user whose files these are, of which none says so: the one whose account is known, else
/// whoever the person says.
pub(super) async fn found(texts: &Texts, opened: &Opened, files: &[PathBuf]) -> Result<PeerId> {
    let candidates = candidates(files)?;
    let known = engine::known_author(&opened.store, opened.owner, &candidates).await?;
    if let Some(profile) = known {
        say(&text!(texts, "import-owner-known", name = profile.full_name()))?;
        return Ok(profile.user_id);
    }
    let chosen = if std::io::stdin().is_terminal() && !candidates.is_empty() {
        ask(texts, &candidates, &mut std::io::stdin().lock(), &mut std::io::stderr())?
    } else {
        None
    };
    chosen.ok_or_else(|| Trouble::OwnerUnknown { files: files.to_vec(), candidates }.into())
}

/// Who wrote in files that do not say whose they are, the likeliest owner of the first one first.
fn candidates(files: &[PathBuf]) -> Result<Vec<Candidate>, Trouble> {
    let mut all: Vec<Candidate> = Vec::new();
    let mut places: HashMap<PeerId, usize> = HashMap::new();
    for path in files {
        match export::read(open(path)?, &Options::default(), &mut |_| Ok(())) {
            Ok(_) => {}
            Err(ExportError::OwnerUnknown { candidates }) => {
                for candidate in candidates {
                    let place = *places.entry(candidate.id).or_insert(all.len());
                    match all.get_mut(place) {
                        Some(known) => {
                            known.messages += candidate.messages;
                            known.chats += candidate.chats;
                        }
                        None => all.push(candidate),
                    }
                }
            }
            Err(error) => return Err(in_file(path)(error)),
        }
    }
    Ok(all)
}

fn in_file(path: &Path) -> impl FnOnce(ExportError) -> Trouble {
    move |source| Trouble::Import {
        path: path.to_owned(),
        source: Box::new(ImportError::Export { source, read: 0, new: 0 }),
    }
}

/// Asks which of the authors the person is; `None` if they do not say.
fn ask(
    texts: &Texts,
    candidates: &[Candidate],
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> std::io::Result<Option<PeerId>> {
    writeln!(output, "{}", text!(texts, "import-owner-ask"))?;
    for (number, candidate) in (1..).zip(candidates) {
        let line = text!(
            texts,
            "import-owner-candidate",
            number = number,
            name = name(candidate),
            messages = candidate.messages
        );
        writeln!(output, "{line}")?;
    }
    loop {
        write!(output, "{} ", text!(texts, "import-owner-number", most = candidates.len()))?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(output)?;
            return Ok(None);
        }
        let number = line.trim().parse().ok().and_then(|number: usize| number.checked_sub(1));
        if let Some(candidate) = number.and_then(|place| candidates.get(place)) {
            return Ok(Some(candidate.id));
        }
        if line.trim().is_empty() {
            return Ok(None);
        }
    }
}

/// What to call a candidate: deleted accounts have no name.
pub(super) fn name(candidate: &Candidate) -> String {
    if candidate.name.is_empty() { candidate.id.to_string() } else { candidate.name.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn answered(answers: &str) -> (Option<PeerId>, String) {
        let candidates = [(100, "Илья", 3), (7, "", 5)].map(|(id, name, messages)| Candidate {
            id: PeerId(id),
            name: name.to_owned(),
            messages,
            chats: 1,
        });
        let mut output = Vec::new();
        let texts = Language::En.texts();
        let chosen = ask(&texts, &candidates, &mut answers.as_bytes(), &mut output).unwrap();
        (chosen, String::from_utf8(output).unwrap())
    }

    #[test]
    fn the_person_says_by_a_number_who_they_are() {
        let (chosen, said) = answered("2\n");
        assert_eq!(chosen, Some(PeerId(7)));
        assert!(said.contains("1  Илья") && said.contains("2  7"), "{said}");
        assert_eq!(answered("0\nИлья\n3\n 1 \n").0, Some(PeerId(100)), "asked until understood");
    }

    #[test]
    fn nothing_is_taken_for_an_answer_that_is_none() {
        for nothing in ["", "\n", "9\n", "x\n\n"] {
            assert_eq!(answered(nothing).0, None, "{nothing:?}");
        }
    }
}
