//! When each line was written: the source's headers, and between them the chat's rhythm.

use std::ops::RangeInclusive;

use anyhow::ensure;
use jiff::ToSpan as _;
use jiff::civil::DateTime;

use super::script::{Author, Body, Line, Rhythm, Script};

/// Letters typed in a second when one bubble follows another.
const LETTERS_PER_SECOND: i64 = 6;

/// A line with its time in the owner's own time zone.
#[derive(Debug)]
pub(super) struct TimedLine {
    pub(super) at: DateTime,
    pub(super) line: Line,
}

/// Gives every line its time. The same chat always gets the same times: the spread comes from a
/// hash of the chat and the line, not from a random generator.
pub(super) fn schedule(script: Script, chat: u64) -> anyhow::Result<Vec<TimedLine>> {
    let Script { rhythm, lines } = script;
    let mut timed: Vec<TimedLine> = Vec::with_capacity(lines.len());
    for (index, line) in lines.into_iter().enumerate() {
        let seed = mix(chat.wrapping_mul(1_000_003).wrapping_add(index as u64));
        let previous = timed.last();
        let at = match (line.clock, previous) {
            (Some(clock), _) if clock.second() > 0 => clock,
            (Some(clock), _) => clock.checked_add((seed % 60).cast_signed().seconds())?,
            (None, Some(previous)) => {
                previous.at.checked_add(gap(&rhythm, previous, &line, seed).seconds())?
            }
            (None, None) => anyhow::bail!("line {}: no `#` header before it", line.number),
        };
        if let Some(previous) = previous {
            ensure!(
                at > previous.at,
                "line {}: {at} is not after {}, the time of line {}",
                line.number,
                previous.at,
                previous.line.number,
            );
        }
        timed.push(TimedLine { at, line });
    }
    Ok(timed)
}

/// Seconds between two lines that have no header between them.
fn gap(rhythm: &Rhythm, previous: &TimedLine, line: &Line, seed: u64) -> i64 {
    if let Some(gap) = line.gap {
        return gap;
    }
    let talked = match previous.line.body {
        Body::Call { seconds } => seconds.unwrap_or(0),
        _ => 0,
    };
    let wait = if previous.line.author == line.author {
        let letters = match &line.body {
            Body::Text { text, .. } => i64::try_from(text.chars().count()).unwrap_or(0),
            _ => 0,
        };
        draw(&rhythm.bubble, seed) + letters / LETTERS_PER_SECOND
    } else {
        match line.author {
            Author::Owner => draw(&rhythm.owner, seed),
            Author::Contact => draw(&rhythm.contact, seed),
        }
    };
    talked + wait
}

/// A second of the range, the early ones likelier (the cube of an even draw), in whole numbers so
/// that every machine agrees.
fn draw(range: &RangeInclusive<i64>, seed: u64) -> i64 {
    let even = (seed % 1_024).cast_signed();
    range.start() + (range.end() - range.start()) * even * even * even / (1 << 30)
}

/// The splitmix64 finaliser (Steele, Lea and Flood, 2014).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::script;

    const HEAD: &str = "@ owner 10s-20s, contact 30s-40s, bubble 1s-2s\n# 2026-03-12 19:04\n";

    #[test]
    fn answers_keep_to_the_rhythm() {
        let script = script::parse(&format!("{HEAD}> ты где\n< еду\n")).unwrap();
        let lines = schedule(script, 7).unwrap();
        let took = lines[1].at.duration_since(lines[0].at).as_secs();
        assert!((10..=20).contains(&took), "{took}");
    }

    #[test]
    fn time_never_goes_back() {
        let script = script::parse(&format!("{HEAD}> а\n# 18:00\n< б\n")).unwrap();
        assert!(schedule(script, 7).unwrap_err().to_string().contains("line 5"));
    }
}
