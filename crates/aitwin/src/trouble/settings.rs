//! What is wrong with settings. What was given is not repeated: it may be a secret.

use domain::policy::value::Needed;
use figment::error::Kind;
use figment::{Error, Metadata, Source};

use super::shown;
use crate::language::{Texts, text};

pub(super) fn of_settings(texts: &Texts, error: &Error) -> String {
    if let Some(said) = not_toml(texts, error) {
        return said;
    }
    let Some((path, what)) = what(texts, error) else {
        return text!(texts, "trouble-config", reason = error.to_string());
    };
    let setting = path.join(".");
    match error.metadata.as_ref().and_then(|metadata| place(metadata, &path)) {
        Some(place) => {
            text!(texts, "trouble-setting", setting = setting, place = place, what = what)
        }
        None => text!(texts, "trouble-setting-anywhere", setting = setting, what = what),
    }
}

/// Where the file stops being TOML; `None` if that is not what is wrong. The parser shows the line
/// itself, which may hold a secret.
fn not_toml(texts: &Texts, error: &Error) -> Option<String> {
    let Kind::Message(message) = &error.kind else { return None };
    let (line, column) = toml_place(message)?;
    let Some(Source::File(file)) = error.metadata.as_ref()?.source.as_ref() else { return None };
    Some(text!(texts, "trouble-not-toml", path = shown(file), line = line, column = column))
}

/// The line and the column that the parser of TOML names.
fn toml_place(message: &str) -> Option<(&str, &str)> {
    let place = message.strip_prefix("TOML parse error at line ")?.lines().next()?;
    place.split_once(", column ")
}

/// The setting, and what is wrong with it; `None` where only the parser knows.
fn what(texts: &Texts, error: &Error) -> Option<(Vec<String>, String)> {
    let mut path = error.path.clone();
    let mut of = |name: &str| {
        if path.last().is_none_or(|last| last != name) {
            path.push(name.to_owned());
        }
    };
    let what = match &error.kind {
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => needed(texts, expected),
        Kind::Message(message) if message.contains("socket address") => {
            text!(texts, "usage-address")
        }
        Kind::UnknownVariant(_, known) => {
            text!(texts, "setting-one-of", known = known.join(", "))
        }
        Kind::UnknownField(name, known) => {
            of(name);
            text!(texts, "setting-unknown", known = known.join(", "))
        }
        Kind::MissingField(name) => {
            of(name);
            text!(texts, "setting-missing")
        }
        Kind::ISizeOutOfRange(_) | Kind::USizeOutOfRange(_) => text!(texts, "setting-range"),
        _ => return None,
    };
    Some((path, what))
}

/// What serde expects, in the user's language.
fn needed(texts: &Texts, expected: &str) -> String {
    if let Some(needed) = Needed::of(expected) {
        return match needed {
            Needed::UpTo(most) => text!(texts, "setting-up-to", most = most),
            Needed::LimitUpTo(most) => text!(texts, "setting-limit", most = most),
            Needed::Spans => text!(texts, "setting-hours"),
            Needed::Clock => text!(texts, "setting-clock"),
            Needed::Day => text!(texts, "setting-day"),
            Needed::Zone => text!(texts, "setting-zone"),
            Needed::Words(most) => text!(texts, "setting-words", most = most),
        };
    }
    let is = |words: &[&str]| words.iter().any(|word| expected.contains(word));
    if is(&["nonzero"]) {
        text!(texts, "setting-from-one")
    } else if is(&["u16", "u32", "u64", "usize"]) {
        text!(texts, "setting-from-zero")
    } else if is(&["i32", "i64"]) {
        text!(texts, "setting-whole")
    } else if is(&["f64"]) {
        text!(texts, "setting-number")
    } else if is(&["socket address"]) {
        text!(texts, "usage-address")
    } else if is(&["boolean"]) {
        text!(texts, "setting-boolean")
    } else if is(&["string"]) {
        text!(texts, "setting-text")
    } else if is(&["sequence"]) {
        text!(texts, "setting-list")
    } else {
        text!(texts, "setting-other")
    }
}

/// Where the setting stands.
fn place(metadata: &Metadata, path: &[String]) -> Option<String> {
    match &metadata.source {
        Some(Source::File(file)) => Some(shown(file)),
        _ if metadata.name.contains("environment") => {
            Some(format!("AITWIN_{}", path.join("__").to_uppercase()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::toml_place;

    #[test]
    fn the_place_is_read_off_what_the_parser_says() {
        let said =
            "TOML parse error at line 3, column 15\n  |\n3 | x = =\n  |     ^\ninvalid string\n";
        assert_eq!(toml_place(said), Some(("3", "15")));
        assert_eq!(toml_place("expected a socket address"), None);
    }
}
