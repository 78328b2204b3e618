//! `parse_mode=Markdown`: the older of the two, without nesting.

use super::writer::Writer;
use super::{Marked, link};
use crate::state::post::EntityKind;

/// Reads it; says what is wrong with it, if it cannot.
pub(super) fn parse(text: &str) -> Result<Marked, String> {
    let mut writer = Writer::default();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let at = text.len() - rest.len();
        let unclosed = || format!("Can't find end of the entity starting at byte offset {at}");
        let start = writer.place();
        if let Some(escaped) = rest.strip_prefix('\\').and_then(|rest| rest.chars().next())
            && matches!(escaped, '_' | '*' | '`' | '[')
        {
            writer.push(escaped);
            rest = &rest[2..];
        } else if let Some(block) = rest.strip_prefix("```") {
            let (code, after) = block.split_once("```").ok_or_else(unclosed)?;
            let (language, code) = match code.split_once('\n') {
                Some((language, code)) if !language.contains(' ') => (language, code),
                _ => ("", code),
            };
            writer.push_str(code);
            writer.trim_newline();
            writer.mark(start, EntityKind::Pre { language: language.to_owned() });
            rest = after;
        } else if matches!(char, '*' | '_' | '`') {
            let (inside, after) = rest[1..].split_once(char).ok_or_else(unclosed)?;
            writer.push_str(inside);
            let kind = match char {
                '*' => EntityKind::Bold,
                '_' => EntityKind::Italic,
                _ => EntityKind::Code,
            };
            writer.mark(start, kind);
            rest = after;
        } else if char == '[' {
            let (words, after) = rest[1..].split_once(']').ok_or_else(unclosed)?;
            writer.push_str(words);
            rest = after;
            if let Some((address, after)) =
                after.strip_prefix('(').and_then(|after| after.split_once(')'))
            {
                writer.mark(start, link(address));
                rest = after;
            }
        } else {
            writer.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    Ok(writer.done())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_marks_are_read() {
        let Marked { text, entities } =
            parse("*b* _i_ `c` [x](https://a.b) \\*\n```py\nx = 1\n```").unwrap();
        assert_eq!(text, "b i c x *\nx = 1");
        let places: Vec<(i32, i32)> = entities.iter().map(|e| (e.offset, e.length)).collect();
        assert_eq!(places, [(0, 1), (2, 1), (4, 1), (6, 1), (10, 5)]);
        assert_eq!(entities[4].kind, EntityKind::Pre { language: "py".into() });
        assert_eq!(
            parse("a_b"),
            Err("Can't find end of the entity starting at byte offset 1".into())
        );
    }
}
