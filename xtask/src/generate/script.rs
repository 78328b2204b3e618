//! One chat's source, read into lines. The format is described in `demo/README.md`.

use std::ops::RangeInclusive;

use anyhow::{Context as _, bail};
use jiff::civil::DateTime;

/// A chat as written, before every line has its time.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) rhythm: Rhythm,
    pub(super) lines: Vec<Line>,
}

/// How long people of this chat take, in seconds.
#[derive(Debug)]
pub(super) struct Rhythm {
    /// The owner answering the contact.
    pub(super) owner: RangeInclusive<i64>,
    /// The contact answering the owner.
    pub(super) contact: RangeInclusive<i64>,
    /// Either going on with another bubble, typing not counted.
    pub(super) bubble: RangeInclusive<i64>,
}

/// Which side of the chat wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    Owner,
    Contact,
}

/// One message or service line.
#[derive(Debug)]
pub(super) struct Line {
    /// Line number in the source, from 1, for complaints.
    pub(super) number: usize,
    pub(super) author: Author,
    /// Set on the first line after a `#` header.
    pub(super) clock: Option<DateTime>,
    /// A gap that overrides the rhythm, in seconds.
    pub(super) gap: Option<i64>,
    /// How many messages back the one answered is.
    pub(super) reply_back: Option<usize>,
    /// How long after sending it was edited, in seconds.
    pub(super) edited_after: Option<i64>,
    pub(super) body: Body,
}

/// What a line carries.
#[derive(Debug)]
pub(super) enum Body {
    /// Plain text, or a caption under the media.
    Text {
        media: Option<Media>,
        text: String,
    },
    Call {
        seconds: Option<i64>,
    },
    Pin {
        back: usize,
    },
}

/// What came with, or instead of, the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Media {
    Voice { seconds: i64 },
    RoundVideo { seconds: i64 },
    Video { seconds: i64 },
    Photo,
    Animation,
    Sticker { emoji: String },
    File { name: String },
    Place { latitude: f64, longitude: f64 },
    Contact { name: String },
    Forward { from: String },
}

/// Reads a whole source; an error names the line.
pub(super) fn parse(source: &str) -> anyhow::Result<Script> {
    let mut rhythm = None;
    let mut lines: Vec<Line> = Vec::new();
    let mut clock = None;
    for (index, raw) in source.lines().enumerate() {
        let number = index + 1;
        let mut chars = raw.chars();
        let Some(mark) = chars.next() else { continue };
        let rest = chars.as_str();
        let place = || format!("line {number}: {raw}");
        match mark {
            ';' => {}
            '@' => rhythm = Some(parse_rhythm(rest).with_context(place)?),
            '#' => clock = Some(parse_clock(rest.trim(), clock, &lines).with_context(place)?),
            '<' | '>' => {
                let author = if mark == '<' { Author::Owner } else { Author::Contact };
                let mut line = parse_line(author, rest).with_context(place)?;
                line.number = number;
                line.clock = clock.take();
                lines.push(line);
            }
            _ => bail!("line {number}: expected `;`, `@`, `#`, `<` or `>`: {raw}"),
        }
    }
    Ok(Script { rhythm: rhythm.context("no `@` line with the rhythm")?, lines })
}

/// `2026-03-12 19:04`, `2026-03-12 19:04:33`, or `20:15` on the day of the last header.
fn parse_clock(text: &str, pending: Option<DateTime>, lines: &[Line]) -> anyhow::Result<DateTime> {
    if text.len() > "19:04:33".len() {
        return text.parse().context("not a date and time");
    }
    let last = pending.or_else(|| lines.iter().rev().find_map(|line| line.clock));
    let day = last.context("a time without a day before it")?.date();
    Ok(day.to_datetime(text.parse().context("not a time")?))
}

/// ` owner 50s-9m, contact 40s-8m, bubble 8s-45s`
fn parse_rhythm(text: &str) -> anyhow::Result<Rhythm> {
    let find = |who: &str| -> anyhow::Result<RangeInclusive<i64>> {
        let (low, high) = text
            .split(',')
            .find_map(|part| part.trim().strip_prefix(who))
            .and_then(|range| range.trim().split_once('-'))
            .with_context(|| format!("no `{who} LOW-HIGH`"))?;
        Ok(parse_seconds(low)?..=parse_seconds(high)?)
    };
    Ok(Rhythm { owner: find("owner")?, contact: find("contact")?, bubble: find("bubble")? })
}

/// The part after the arrow: modifiers, a space, an optional `[tag]`, the text.
fn parse_line(author: Author, rest: &str) -> anyhow::Result<Line> {
    let (modifiers, content) = rest.split_once(' ').context("nothing after the arrow")?;
    let mut line = Line {
        number: 0,
        author,
        clock: None,
        gap: None,
        reply_back: None,
        edited_after: None,
        body: parse_body(content)?,
    };
    let mut left = modifiers;
    while let Some(sign) = left.chars().next() {
        let tail = &left[sign.len_utf8()..];
        let end = tail.find(['+', '^', '~']).unwrap_or(tail.len());
        let (value, next) = tail.split_at(end);
        match sign {
            '+' => line.gap = Some(parse_seconds(value)?),
            '^' => line.reply_back = Some(value.parse().context("`^` wants a count")?),
            '~' => line.edited_after = Some(parse_seconds(value)?),
            _ => bail!("unknown modifier `{sign}`"),
        }
        left = next;
    }
    Ok(line)
}

fn parse_body(content: &str) -> anyhow::Result<Body> {
    let text_only = |text: &str| Body::Text { media: None, text: text.replace("\\n", "\n") };
    let Some((tag, caption)) = content.strip_prefix('[').and_then(|rest| rest.split_once(']'))
    else {
        return Ok(text_only(content));
    };
    // `[words](https://…)` at the start of a line is a text link, not a tag.
    if caption.starts_with('(') {
        return Ok(text_only(content));
    }
    let (kind, value) = tag.split_once(' ').unwrap_or((tag, ""));
    let media = match kind {
        "call" if value == "missed" => return Ok(Body::Call { seconds: None }),
        "call" => {
            return Ok(Body::Call { seconds: Some(parse_length(value)?) });
        }
        "pin" => {
            let back = value.strip_prefix('^').context("`[pin ^N]`")?.parse()?;
            return Ok(Body::Pin { back });
        }
        "voice" => Media::Voice { seconds: parse_length(value)? },
        "round" => Media::RoundVideo { seconds: parse_length(value)? },
        "video" => Media::Video { seconds: parse_length(value)? },
        "photo" => Media::Photo,
        "gif" => Media::Animation,
        "sticker" => Media::Sticker { emoji: value.to_owned() },
        "file" => Media::File { name: value.to_owned() },
        "contact" => Media::Contact { name: value.to_owned() },
        "forward" => Media::Forward { from: value.to_owned() },
        "place" => {
            let (latitude, longitude) = value.split_once(' ').context("`[place LAT LON]`")?;
            Media::Place { latitude: latitude.parse()?, longitude: longitude.parse()? }
        }
        _ => bail!("unknown tag `[{tag}]`"),
    };
    let text = caption.trim_start().replace("\\n", "\n");
    Ok(Body::Text { media: Some(media), text })
}

/// `40s`, `5m` or `2h`.
fn parse_seconds(text: &str) -> anyhow::Result<i64> {
    let text = text.trim();
    let unit = match text.chars().last() {
        Some('s') => 1,
        Some('m') => 60,
        Some('h') => 3_600,
        _ => bail!("`{text}` wants a unit: s, m or h"),
    };
    let number: i64 = text[..text.len() - 1].parse().with_context(|| format!("`{text}`"))?;
    Ok(number * unit)
}

/// `3:25`, minutes and seconds.
fn parse_length(text: &str) -> anyhow::Result<i64> {
    let (minutes, seconds) = text.split_once(':').context("a length is M:SS")?;
    Ok(minutes.parse::<i64>()? * 60 + seconds.parse::<i64>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "@ owner 1s-2m, contact 3s-4m, bubble 5s-6s\n# 2026-03-12 19:04\n";

    #[test]
    fn reads_modifiers_media_and_captions() {
        let script = parse(&format!("{HEAD}> привет\n<+5m^1~40s [voice 0:07]\n")).unwrap();
        assert_eq!(script.rhythm.owner, 1..=120);
        let line = &script.lines[1];
        assert_eq!((line.gap, line.reply_back, line.edited_after), (Some(300), Some(1), Some(40)));
        assert!(
            matches!(&line.body, Body::Text { media: Some(Media::Voice { seconds: 7 }), text } if text.is_empty())
        );
    }

    #[test]
    fn a_bare_time_keeps_the_day() {
        let script = parse(&format!("{HEAD}> а\n# 20:15\n< б\n")).unwrap();
        assert_eq!(script.lines[1].clock, Some("2026-03-12T20:15:00".parse().unwrap()));
    }

    #[test]
    fn an_error_names_the_line() {
        let error = parse(&format!("{HEAD}> [hologram] привет\n")).unwrap_err();
        assert!(format!("{error:#}").contains("line 3"));
    }
}
