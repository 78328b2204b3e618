//! What a bot has met and cannot ask for again: the Bot API has neither histories nor lists of people.

use std::collections::{HashMap, VecDeque};

use domain::{BotFile, FilePlace, PeerId};
use parking_lot::Mutex;

/// How many files and names are kept here: a voice note is heard soon after it came. Files that came earlier
/// are looked up where the session is.
const KEPT: usize = 500;

/// What a bot has met lately.
#[derive(Default)]
pub(crate) struct Known {
    files: Mutex<Newest<FilePlace, BotFile>>,
    /// Those that are not stored yet.
    unsaved: Mutex<Vec<BotFile>>,
    names: Mutex<Newest<PeerId, String>>,
}

impl Known {
    pub(crate) fn note_file(&self, file: BotFile) {
        self.unsaved.lock().push(file.clone());
        self.files.lock().put(file.place.clone(), file);
    }

    pub(crate) fn file(&self, place: &FilePlace) -> Option<BotFile> {
        self.files.lock().map.get(place).cloned()
    }

    /// The files that are not stored yet, the oldest first.
    pub(crate) fn unsaved(&self) -> Vec<BotFile> {
        self.unsaved.lock().clone()
    }

    /// So many of them are stored by now.
    pub(crate) fn are_saved(&self, files: usize) {
        self.unsaved.lock().drain(..files);
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
    use domain::MessageId;

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
        let place = |over: Option<&str>| FilePlace {
            over: over.map(str::to_owned),
            chat: PeerId(7),
            message: MessageId(5),
        };
        let file = |over: Option<&str>, id: &str| BotFile {
            place: place(over),
            id: id.into(),
            mime: "audio/ogg".into(),
            size: None,
        };
        let files = [file(None, "to the bot"), file(Some("c1"), "to the person")];
        for file in &files {
            known.note_file(file.clone());
        }
        assert_eq!(known.file(&place(None)).as_ref(), Some(&files[0]));
        assert_eq!(known.file(&place(Some("c1"))).as_ref(), Some(&files[1]));
        assert_eq!(known.file(&place(Some("c2"))), None);
        assert_eq!(known.unsaved(), files);
        known.are_saved(1);
        assert_eq!(known.unsaved(), files[1..]);
    }
}
