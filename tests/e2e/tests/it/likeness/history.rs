//! An account's export in two languages: the owner answers friends in private chats.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::chance::Chance;
use super::export;
use super::people::Person;

const DAY: usize = 24 * 3600;
const OWNER: usize = 100;

/// The export's chats: in each a friend asks the owner every day, and the friend is asked too.
pub(super) fn chats(days: usize) -> Vec<String> {
    let mut chance = Chance(5);
    let friends = [(Person::Boris, 201), (Person::Carl, 202), (Person::Boris, 203)];
    friends
        .iter()
        .map(|(friend, id)| {
            let mut messages: Vec<Value> = Vec::new();
            let mut at = 1_700_000_000;
            let mut say = |from: usize, after: usize, text: &str| {
                at += after;
                messages.push(json!({
                    "id": messages.len() + 1, "type": "message", "date_unixtime": at.to_string(),
                    "from": "x", "from_id": format!("user{from}"), "text": text,
                }));
            };
            for day in 0..days {
                let topic = chance.below(12);
                let note = if day % 20 == 19 { " +7 921 123-45-67 <script>" } else { "" };
                say(*id, DAY, &format!("{}{note}", Person::Anna.asked(topic, &mut chance)));
                for (place, line) in Person::Anna.says(topic, &mut chance).iter().enumerate() {
                    say(OWNER, if place == 0 { 20 + chance.below(90) } else { 5 }, line);
                }
                say(OWNER, 3_000, &Person::Anna.asked(topic, &mut chance));
                for line in friend.says(topic, &mut chance) {
                    say(*id, 60, &line);
                }
            }
            export::chat("personal_chat", *id, &messages)
        })
        .collect()
}

/// Writes an export with these chats.
pub(super) fn write(path: &Path, chats: &[String]) -> anyhow::Result<()> {
    Ok(fs::write(path, export::of(OWNER, chats))?)
}
