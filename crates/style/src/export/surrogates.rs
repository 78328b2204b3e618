//! JSON's escapes of half a character (`\ud83d` without its other half), as programs write them that
//! cut a text in the middle of an emoji. No text can hold them, so no parser takes them.

const ESCAPE: usize = r"\ud83d".len();

/// The text with U+FFFD in place of each escape of half a character; `None` if there is none.
pub(super) fn repaired(json: &str) -> Option<String> {
    let mut repaired = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(next) = json[at..].find('\\') {
        at += next;
        match unit(&json[at..]) {
            Some(0xD800..=0xDBFF)
                if matches!(unit(&json[at + ESCAPE..]), Some(0xDC00..=0xDFFF)) =>
            {
                at += 2 * ESCAPE;
            }
            Some(0xD800..=0xDFFF) => {
                repaired.push_str(&json[kept..at]);
                repaired.push_str(r"\ufffd");
                at += ESCAPE;
                kept = at;
            }
            Some(_) => at += ESCAPE,
            // The character after the backslash may be a backslash itself.
            None => at += 1 + json[at + 1..].chars().next().map_or(0, char::len_utf8),
        }
    }
    if kept == 0 {
        return None;
    }
    repaired.push_str(&json[kept..]);
    Some(repaired)
}

/// The UTF-16 unit whose escape a text begins with.
fn unit(json: &str) -> Option<u16> {
    let digits = json.strip_prefix("\\u")?.get(..4)?;
    let is_hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_halves_of_characters_are_replaced() {
        for (json, expected) in [
            (r#""a\ud83d""#, r#""a\ufffd""#),
            (r#""\uDE00b\ud83d\ud83d\ude00""#, r#""\ufffdb\ufffd\ud83d\ude00""#),
            (r#""\\\ud83dя""#, r#""\\\ufffdя""#),
            (r#""\ud83d\n""#, r#""\ufffd\n""#),
        ] {
            assert_eq!(repaired(json).as_deref(), Some(expected), "{json}");
        }
        for whole in [r#""\ud83d\ude00 \u0041""#, r#""\\ud83d""#, r#""\ud8""#, r#""\я"#, "\\", ""]
        {
            assert_eq!(repaired(whole), None, "{whole}");
        }
    }
}
