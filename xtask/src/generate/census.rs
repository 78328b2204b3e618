//! What the history holds, counted: enough to see at a glance whether a chat is thin.

use std::fmt::Write as _;

use super::people::People;
use super::script::{Author, Body};
use super::timeline::TimedLine;

/// Bubbles of one author closer than this are one turn, as in `style`.
const TURN_SECONDS: i64 = 120;

/// One row a chat: messages, the owner's share, exemplars.
pub(super) fn table(people: &People, chats: &[Vec<TimedLine>]) -> String {
    let mut out = format!("{:>8} {:>6} {:>9}  chat\n", "messages", "owner", "exemplars");
    let (mut messages, mut own, mut answered) = (0, 0, 0);
    for (contact, lines) in people.contacts.iter().zip(chats) {
        let by_owner = lines.iter().filter(|line| line.line.author == Author::Owner).count();
        let pairs = exemplars(lines);
        row(&mut out, lines.len(), by_owner, pairs, &contact.name());
        messages += lines.len();
        own += by_owner;
        answered += pairs;
    }
    row(&mut out, messages, own, answered, "all");
    out
}

fn row(out: &mut String, messages: usize, by_owner: usize, pairs: usize, name: &str) {
    let share = by_owner * 100 / messages.max(1);
    writeln!(out, "{messages:>8} {share:>5}% {pairs:>9}  {name}").expect("a String takes writes");
}

/// How many turns with text of the contact were answered by a turn with text of the owner.
fn exemplars(lines: &[TimedLine]) -> usize {
    let turns: Vec<&[TimedLine]> = lines
        .chunk_by(|a, b| {
            a.line.author == b.line.author && b.at.duration_since(a.at).as_secs() < TURN_SECONDS
        })
        .collect();
    turns
        .windows(2)
        .filter(|pair| {
            pair[0][0].line.author == Author::Contact
                && pair[1][0].line.author == Author::Owner
                && pair.iter().all(|turn| turn.iter().any(has_text))
        })
        .count()
}

fn has_text(line: &TimedLine) -> bool {
    matches!(&line.line.body, Body::Text { text, .. } if !text.is_empty())
}
