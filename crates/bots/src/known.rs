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

/// What a bot has met lately.
#[derive(Default)]
pub(crate) struct Known {
    files: Mutex<Newest<(PeerId, MessageId), KnownFile>>,
    names: Mutex<Newest<PeerId, String>>,
}

impl Known {
    pub(crate) fn note_file(&self, chat: PeerId, message: MessageId, file: KnownFile) {
        self.files.lock().put((chat, message), file);
    }

    pub(crate) fn file(&self, chat: PeerId, message: MessageId) -> Option<KnownFile> {
        self.files.lock().map.get(&(chat, message)).cloned()
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

impl<K: Eq + std::hash::Hash + Copy, V> Newest<K, V> {
    fn put(&mut self, key: K, value: V) {
        if self.map.insert(key, value).is_none() {
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
}
