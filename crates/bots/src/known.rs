//! What a bot has met and cannot ask for again: the Bot API has neither histories nor lists of people.

use std::collections::{HashMap, VecDeque};

use domain::{MessageId, PeerId};
use parking_lot::Mutex;

/// How many files and names are kept: a voice note is heard soon after it came.
const KEPT: usize = 500;

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownFile {
    /// By which the API names it.
    pub(crate) id: String,
    /// What it is, e.g. `audio/ogg`.
    pub(crate) mime: String,
    /// How long it is, in bytes, where the API says so.
    pub(crate) size: Option<u64>,
}

/// Where a file stands. A bot's own chats and those of each account to which it is connected count their
/// messages apart, and may be with the same people: there the connection is named.
pub(crate) type Stands = (Option<String>, PeerId, MessageId);

/// What a bot has met lately.
#[derive(Default)]
pub(crate) struct Known {
    files: Mutex<Newest<Stands, KnownFile>>,
    names: Mutex<Newest<PeerId, String>>,
}

impl Known {
    pub(crate) fn note_file(&self, stands: Stands, file: KnownFile) {
        self.files.lock().put(stands, file);
    }

    pub(crate) fn file(&self, stands: &Stands) -> Option<KnownFile> {
        self.files.lock().map.get(stands).cloned()
    }

    pub(crate) fn note_name(&self, person: PeerId, name: String) {
        self.names.lock().put(person, name);
    }

    pub(crate) fn name(&self, person: PeerId) -> Option<String> {
        self.names.lock().map.get(&person).cloned()
    }
}

/// The things put in last.
struct Newest<K, V> {
    map: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Newest<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Eq + std::hash::Hash + Clone, V> Newest<K, V> {
    fn put(&mut self, key: K, value: V) {
        if self.map.insert(key.clone(), value).is_none() {
            self.order.push_back(key);
        }
        while self.order.len() > KEPT {
            if let Some(oldest) = self.order.pop_front() {
                self.map.remove(&oldest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_met_long_ago_makes_room() {
        let known = Known::default();
        for number in 0..=KEPT {
            let person = PeerId(i64::try_from(number).unwrap());
            known.note_name(person, format!("Имя {number}"));
            known.note_name(person, format!("Другое {number}"));
        }
        assert_eq!(known.name(PeerId(0)), None);
        assert_eq!(known.name(PeerId(1)).as_deref(), Some("Другое 1"));
    }

    #[test]
    fn what_is_said_to_the_bot_is_not_taken_for_what_is_said_to_whom_it_speaks_for() {
        let known = Known::default();
        let file = |id: &str| KnownFile { id: id.into(), mime: "audio/ogg".into(), size: None };
        let stands = |over: Option<&str>| (over.map(str::to_owned), PeerId(7), MessageId(5));
        known.note_file(stands(None), file("to the bot"));
        known.note_file(stands(Some("c1")), file("to the person"));
        assert_eq!(known.file(&stands(None)), Some(file("to the bot")));
        assert_eq!(known.file(&stands(Some("c1"))), Some(file("to the person")));
        assert_eq!(known.file(&stands(Some("c2"))), None);
    }
}
