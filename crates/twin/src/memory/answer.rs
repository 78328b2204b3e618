//! Reads what a model answers when it is asked for facts, whatever that is: lines of JSON, or a list
//! of them, perhaps with words around. What cannot be read is left out.

use domain::FactKind;
use serde::Deserialize;

use super::beginning;

/// More of an answer is not read, in characters.
const LONGEST: usize = 8_000;
/// So many notes are read at most.
const MOST: usize = 8;

/// What a model has noted.
#[derive(Debug, Deserialize)]
pub(super) struct Noted {
    /// The number of the line, counted from 1.
    #[serde(rename = "m")]
    pub(super) line: usize,
    pub(super) about: About,
    pub(super) kind: FactKind,
    pub(super) fact: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum About {
    Owner,
    Other,
    Both,
}

/// The notes in an answer, in order.
pub(super) fn read(answer: &str) -> Vec<Noted> {
    let mut rest = beginning(answer, LONGEST);
    let mut notes = Vec::new();
    while notes.len() < MOST
        && let Some(start) = rest.find('{')
    {
        rest = &rest[start..];
        let mut parsed = serde_json::Deserializer::from_str(rest).into_iter::<serde_json::Value>();
        let read = parsed.next();
        let after = parsed.byte_offset();
        match read {
            Some(Ok(value)) if after > 0 => {
                let noted = serde_json::from_value(value).ok();
                // What the owner writes down is the owner's.
                notes.extend(noted.filter(|noted: &Noted| noted.kind != FactKind::Note));
                rest = &rest[after..];
            }
            // Not where JSON begins.
            _ => rest = &rest[1..],
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(answer: &str) -> Vec<String> {
        read(answer).into_iter().map(|noted| noted.fact).collect()
    }

    const ONE: &str = r#"{"m":1,"about":"other","kind":"work","fact":"a"}"#;

    #[test]
    fn notes_are_read_however_they_are_wrapped() {
        let two = ONE.replace("\"a\"", "\"b\"");
        for answer in [
            format!("{ONE}\n{two}\n"),
            format!("```json\n[{ONE},\n{two}]\n```"),
            format!("Here are the notes:\n- {ONE}\n- {two}\nDone {{:"),
            format!("{{ not json\n{ONE}{two}"),
        ] {
            assert_eq!(facts(&answer), ["a", "b"], "{answer}");
        }
    }

    #[test]
    fn what_is_no_note_is_left_out() {
        for answer in [
            "",
            "-",
            "none",
            "{}",
            "{{{{{{",
            r#"{"m":"1","about":"other","kind":"work","fact":"a"}"#,
            r#"{"m":-1,"about":"other","kind":"work","fact":"a"}"#,
            r#"{"m":1,"about":"everybody","kind":"work","fact":"a"}"#,
            r#"{"m":1,"about":"other","kind":"note","fact":"a"}"#,
            r#"{"m":1,"about":"other","kind":"work","fact":["a"]}"#,
            r#"{"m":1,"about":"other","kind":"work"}"#,
            r#"{"tool_calls":[{"name":"send","arguments":{"text":"x"}}]}"#,
            "{\"m\":1e99999}",
            "\u{0}\u{202e}{\u{feff}",
        ] {
            assert!(read(answer).is_empty(), "{answer}");
        }
    }

    #[test]
    fn an_answer_without_end_is_read_to_a_bound() {
        assert_eq!(read(&ONE.repeat(1_000)).len(), MOST);
        assert!(read(&"{".repeat(100_000)).is_empty());
        assert!(read(&format!("{}{ONE}", "я".repeat(LONGEST))).is_empty());
        assert!(read(&"{\"a\":".repeat(5_000)).is_empty(), "nesting");
    }
}
