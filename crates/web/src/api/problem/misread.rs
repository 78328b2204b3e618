//! What readers of JSON and of queries say in English, told apart: so that whoever asks reads it in their
//! own language.

use std::num::IntErrorKind;

use domain::policy::value::Needed;
use serde_json::error::Category;

use super::{Kind, Malformed, Wrong};

impl Malformed {
    /// Where a body stops being JSON.
    pub(crate) fn of(error: &serde_json::Error) -> Self {
        match error.classify() {
            Category::Eof => Self::Ends,
            _ => Self::At { line: error.line() as u64, column: error.column() as u64 },
        }
    }
}

impl Wrong {
    /// What is meant by what serde says, or the parsers of numbers and flags.
    pub(crate) fn of_reader(said: &str) -> Self {
        if said.starts_with("missing field") {
            return Self::Missing;
        }
        if let Some(rest) = said.strip_prefix("unknown field ") {
            return Self::Unknown(names_behind_the_first(rest));
        }
        if let Some(rest) = said.strip_prefix("unknown variant ") {
            return Self::OneOf(names_behind_the_first(rest));
        }
        let expected = said.rsplit_once(", expected ").map(|(_, expected)| expected.trim());
        if let Some(needed) = expected.and_then(Needed::of) {
            return Self::Rule(needed);
        }
        if let Some(kind) = expected.and_then(kind) {
            return Self::Kind(kind);
        }
        match said {
            _ if said.contains("PeerName") => Self::Peer,
            _ if is_said_of_numbers(said) => Self::Kind(Kind::Whole),
            "provided string was not `true` or `false`" => Self::Kind(Kind::Flag),
            _ => Self::Shape,
        }
    }
}

/// The names in backticks, without the first, which is the one that was given.
fn names_behind_the_first(said: &str) -> Vec<String> {
    said.split('`').skip(1).step_by(2).skip(1).map(str::to_owned).collect()
}

/// What serde calls something.
fn kind(expected: &str) -> Option<Kind> {
    Some(match expected {
        "a string" | "string" | "a borrowed string" => Kind::Text,
        "i8" | "i16" | "i32" | "i64" | "isize" => Kind::Whole,
        "u8" | "u16" | "u32" | "u64" | "usize" => Kind::Count,
        "f32" | "f64" => Kind::Number,
        "a boolean" => Kind::Flag,
        "a sequence" => Kind::List,
        "a map" => Kind::Object,
        "string or map" => return None,
        other if other.starts_with("struct ") => Kind::Object,
        _ => return None,
    })
}

/// Whether the parser of whole numbers said it.
fn is_said_of_numbers(said: &str) -> bool {
    let tries = ["", "x", "99999999999999999999", "-99999999999999999999"];
    let errors = tries.into_iter().filter_map(|text| text.parse::<i64>().err());
    let mut errors = errors.filter(|error| *error.kind() != IntErrorKind::Zero);
    errors.any(|error| error.to_string() == said)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        One,
        Two,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Shape {
        text: String,
        #[serde(default)]
        count: u32,
        #[serde(default)]
        whole: i64,
        #[serde(default)]
        number: f64,
        #[serde(default)]
        flag: bool,
        #[serde(default)]
        list: Vec<String>,
        #[serde(default)]
        word: Option<Word>,
        #[serde(default)]
        inner: Option<Box<Shape>>,
    }

    fn wrong(value: Value) -> String {
        let error = serde_json::from_value::<Shape>(value).unwrap_err();
        format!("{:?}", Wrong::of_reader(&error.to_string()))
    }

    #[test]
    fn what_serde_says_is_known() {
        for (value, expected) in [
            (json!({}), "Missing"),
            (json!({"text": 5}), "Kind(Text)"),
            (json!({"text": "", "count": "x"}), "Kind(Count)"),
            (json!({"text": "", "count": -1}), "Kind(Count)"),
            (json!({"text": "", "count": 5_000_000_000_u64}), "Kind(Count)"),
            (json!({"text": "", "whole": 1.5}), "Kind(Whole)"),
            (json!({"text": "", "number": "x"}), "Kind(Number)"),
            (json!({"text": "", "flag": "yes"}), "Kind(Flag)"),
            (json!({"text": "", "list": 1}), "Kind(List)"),
            (json!({"text": "", "inner": 1}), "Kind(Object)"),
            (json!({"text": "", "word": "three"}), "OneOf([\"one\", \"two\"])"),
        ] {
            assert_eq!(wrong(value.clone()), expected, "{value}");
        }
        let unknown = wrong(json!({"text": "", "texts": ""}));
        assert!(unknown.starts_with("Unknown([\"text\", \"count\""), "{unknown}");
    }

    #[test]
    fn what_parsers_say_of_a_query_is_known() {
        for text in ["", "x", "1.5", "99999999999999999999"] {
            let said = text.parse::<u16>().unwrap_err().to_string();
            assert_eq!(format!("{:?}", Wrong::of_reader(&said)), "Kind(Whole)", "{said}");
        }
        let said = "x".parse::<bool>().unwrap_err().to_string();
        assert_eq!(format!("{:?}", Wrong::of_reader(&said)), "Kind(Flag)");
        assert_eq!(format!("{:?}", Wrong::of_reader("what nobody says")), "Shape");
    }

    #[test]
    fn the_place_where_json_ends_is_known() {
        let of = |text: &str| Malformed::of(&serde_json::from_str::<Value>(text).unwrap_err());
        assert_eq!(of("{"), Malformed::Ends);
        assert_eq!(of("{\n x}"), Malformed::At { line: 2, column: 2 });
    }
}
