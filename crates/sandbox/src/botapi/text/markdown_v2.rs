//! `parse_mode=MarkdownV2`.

use super::writer::Writer;
use super::{Marked, link};
use crate::state::post::EntityKind;

/// What must be escaped where it means nothing.
const RESERVED: &str = "_*[]()~`>#+-=|{}.!";

/// A mark that is open.
struct Open {
    mark: &'static str,
    start: i32,
    at: usize,
}

/// Reads it; says what is wrong with it, if it cannot.
pub(super) fn parse(text: &str) -> Result<Marked, String> {
    let mut writer = Writer::default();
    let mut open: Vec<Open> = Vec::new();
    let mut quote: Option<i32> = None;
    let mut rest = text;
    let mut line_begins = true;
    while let Some(char) = rest.chars().next() {
        let at = text.len() - rest.len();
        if line_begins {
            line_begins = false;
            if let Some(quoted) = rest.strip_prefix('>') {
                quote.get_or_insert(writer.place());
                rest = quoted;
                continue;
            }
            end_quote(&mut writer, &mut quote);
        }
        if char == '\n' {
            line_begins = true;
        }
        let taken = if char == '\\' { escaped(&mut writer, rest) } else { 0 };
        if taken > 0 {
            rest = &rest[taken..];
        } else if let Some(block) = rest.strip_prefix("```") {
            rest = code_block(&mut writer, block).ok_or_else(|| unclosed("PreCode", at))?;
        } else if let Some(code) = rest.strip_prefix('`') {
            rest = code_span(&mut writer, code).ok_or_else(|| unclosed("Code", at))?;
        } else if let Some(mark) = mark_at(rest, &open) {
            rest = &rest[mark.len()..];
            match open.last() {
                Some(last) if last.mark == mark => {
                    writer.mark(last.start, kind(mark));
                    open.pop();
                }
                _ => open.push(Open { mark, start: writer.place(), at }),
            }
        } else if let Some(words) = rest.strip_prefix("![").or_else(|| rest.strip_prefix('[')) {
            open.push(Open { mark: "[", start: writer.place(), at });
            rest = words;
        } else if char == ']' && open.last().is_some_and(|last| last.mark == "[") {
            rest = close_link(&mut writer, &mut open, rest)?;
        } else if RESERVED.contains(char) {
            return Err(format!(
                "Character '{char}' is reserved and must be escaped with the preceding '\\'"
            ));
        } else {
            writer.push(char);
            rest = &rest[char.len_utf8()..];
        }
    }
    end_quote(&mut writer, &mut quote);
    match open.last() {
        Some(last) => Err(unclosed(name(last.mark), last.at)),
        None => Ok(writer.done()),
    }
}

fn unclosed(name: &str, at: usize) -> String {
    format!("Can't find end of {name} entity at byte offset {at}")
}

fn end_quote(writer: &mut Writer, quote: &mut Option<i32>) {
    if let Some(start) = quote.take() {
        writer.mark(start, EntityKind::Blockquote);
    }
}

/// Writes the character after a backslash; returns how many bytes that took.
fn escaped(writer: &mut Writer, rest: &str) -> usize {
    match rest[1..].chars().next() {
        Some(char) if char.is_ascii() && !char.is_ascii_alphanumeric() => {
            writer.push(char);
            2
        }
        _ => 0,
    }
}

fn code_block<'t>(writer: &mut Writer, block: &'t str) -> Option<&'t str> {
    let start = writer.place();
    let is_name = |c: char| !c.is_whitespace() && c != '`' && c != '\\';
    let end = block.find(|c| !is_name(c)).unwrap_or(block.len());
    let (language, code) = match block[end..].strip_prefix('\n') {
        Some(code) => (&block[..end], code),
        None => ("", block),
    };
    let rest = code_until(writer, code, "```")?;
    writer.trim_newline();
    writer.mark(start, EntityKind::Pre { language: language.to_owned() });
    Some(rest)
}

fn code_span<'t>(writer: &mut Writer, code: &'t str) -> Option<&'t str> {
    let start = writer.place();
    let rest = code_until(writer, code, "`")?;
    writer.mark(start, EntityKind::Code);
    Some(rest)
}

fn code_until<'t>(writer: &mut Writer, mut rest: &'t str, end: &str) -> Option<&'t str> {
    loop {
        if let Some(after) = rest.strip_prefix(end) {
            return Some(after);
        }
        let char = rest.chars().next()?;
        let taken = if char == '\\' { escaped(writer, rest) } else { 0 };
        if taken == 0 {
            writer.push(char);
        }
        rest = &rest[taken.max(char.len_utf8())..];
    }
}

/// The mark that a text begins with. `___` ends italics first, if they are open.
fn mark_at(rest: &str, open: &[Open]) -> Option<&'static str> {
    let italics = open.last().is_some_and(|last| last.mark == "_");
    let marks = if italics && rest.starts_with("___") {
        ["_", "||", "*", "~", "__"]
    } else {
        ["__", "||", "*", "~", "_"]
    };
    marks.into_iter().find(|mark| rest.starts_with(mark))
}

fn close_link<'t>(
    writer: &mut Writer,
    open: &mut Vec<Open>,
    rest: &'t str,
) -> Result<&'t str, String> {
    let Some(Open { start, at, .. }) = open.pop() else {
        return Ok(rest);
    };
    let mut address = String::new();
    let mut chars = rest.strip_prefix("](").ok_or_else(|| unclosed("TextUrl", at))?.chars();
    loop {
        match chars.next() {
            Some(')') => break,
            Some('\\') => address.extend(chars.next()),
            Some(char) => address.push(char),
            None => return Err(unclosed("TextUrl", at)),
        }
    }
    let emoji = address.strip_prefix("tg://emoji?id=").and_then(|id| id.parse().ok());
    writer.mark(
        start,
        match emoji {
            Some(custom_emoji_id) => EntityKind::CustomEmoji { custom_emoji_id },
            None => link(&address),
        },
    );
    Ok(chars.as_str())
}

fn kind(mark: &str) -> EntityKind {
    match mark {
        "*" => EntityKind::Bold,
        "_" => EntityKind::Italic,
        "__" => EntityKind::Underline,
        "~" => EntityKind::Strikethrough,
        _ => EntityKind::Spoiler,
    }
}

fn name(mark: &str) -> &'static str {
    match mark {
        "*" => "Bold",
        "_" => "Italic",
        "__" => "Underline",
        "~" => "Strikethrough",
        "[" => "TextUrl",
        _ => "Spoiler",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::post::Entity;

    #[test]
    fn marks_are_read_nested_and_side_by_side() {
        let text = "*b _i_* __u__ ~s~ ||p|| `c\\`` [x](http://a.b/\\)) \\.\n>q\n>r\nend";
        let Marked { text, entities } = parse(text).unwrap();
        assert_eq!(text, "b i u s p c` x .\nq\nr\nend");
        let mark = |offset, length, kind| Entity { offset, length, kind };
        assert_eq!(
            entities,
            [
                mark(0, 3, EntityKind::Bold),
                mark(2, 1, EntityKind::Italic),
                mark(4, 1, EntityKind::Underline),
                mark(6, 1, EntityKind::Strikethrough),
                mark(8, 1, EntityKind::Spoiler),
                mark(10, 2, EntityKind::Code),
                mark(13, 1, EntityKind::TextLink { url: "http://a.b/)".into() }),
                mark(17, 4, EntityKind::Blockquote),
            ]
        );
    }

    #[test]
    fn what_is_reserved_or_not_closed_is_refused() {
        let reserved = "Character '.' is reserved and must be escaped with the preceding '\\'";
        assert_eq!(parse("a.b"), Err(reserved.to_owned()));
        let open = "Can't find end of Bold entity at byte offset 2";
        assert_eq!(parse("a *b"), Err(open.to_owned()));
        assert_eq!(
            parse("```rust\nfn\n```").unwrap().entities[0].kind,
            EntityKind::Pre { language: "rust".into() }
        );
    }
}
