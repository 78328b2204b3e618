//! No word that is known from other chats only, unless it is said in many of them, and none of those
//! turned round, respelled or cut to pieces.

use std::collections::BTreeSet;

use style::language::words;

use super::Outcome;
use super::disguise::{forms, from_base64, readings};
use super::fold::fold;
use super::reply::Reply;
use crate::shareable::CHATS;

/// Shorter words are taken for what they are; readings of shorter ones would find chance.
const LETTERS: usize = 3;
const READ_LETTERS: usize = 5;
/// How many neighbours may have been one word.
const PIECES: usize = 4;
/// Of so many words, the first letters may spell one.
const INITIALS: usize = 6;
/// How many words a message may have that the owner said to one or two others only.
const PLAIN_WORDS: usize = 4;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let objects = reply.content_words().any(|word| is_of_others(word, LETTERS, reply))
        || reads_as_of_others(reply)
        || is_pieced_together(reply)
        || spells_by_initials(reply)
        || was_said_to_others(reply);
    objects.then_some(Outcome::Refuse)
}

/// Whether a word is known, but neither from this chat nor from many.
fn is_of_others(word: &str, letters: usize, reply: &Reply<'_>) -> bool {
    let spread = reply.spread(word);
    (spread.known || reply.is_private(word))
        && !spread.here
        && spread.chats < CHATS
        && word.chars().count() >= letters
        && word.chars().any(char::is_alphabetic)
        && !reply.is_said(word)
        && reply.may_be_read(word)
}

/// Whether nobody says a word, as far as is known.
fn is_unheard(word: &str, reply: &Reply<'_>) -> bool {
    !reply.spread(word).known && !reply.is_private(word) && !reply.is_said(word)
}

/// Whether a word that nobody says is one of others when it is read otherwise.
fn reads_as_of_others(reply: &Reply<'_>) -> bool {
    let is_of_others = |text: &String| {
        if text.chars().all(char::is_alphanumeric) {
            return is_of_others(text, READ_LETTERS, reply);
        }
        words(text).iter().any(|word| is_of_others(word, READ_LETTERS, reply))
    };
    let tokens: BTreeSet<&str> =
        reply.folded.iter().flat_map(|text| text.split_whitespace()).collect();
    let encoded: BTreeSet<&str> =
        reply.plain.iter().flat_map(|text| text.split_whitespace()).collect();
    let is_unheard = |token: &&str| words(token).iter().any(|word| is_unheard(word, reply));
    let reads = |token: &str| {
        readings(token).iter().any(is_of_others)
            || words(token).iter().flat_map(|word| forms(word)).any(|form| is_of_others(&form))
    };
    tokens.into_iter().filter(is_unheard).any(reads)
        || encoded.into_iter().filter_map(from_base64).any(|text| is_of_others(&fold(&text)))
}

/// Whether neighbouring words, one of which nobody says, make one of others when they are joined.
fn is_pieced_together(reply: &Reply<'_>) -> bool {
    let spoken: Vec<&str> = reply
        .words
        .iter()
        .map(String::as_str)
        .filter(|word| word.chars().all(char::is_alphanumeric))
        .collect();
    let joined = |place: usize| {
        (2..=PIECES).filter_map(move |count| Some((place, place.checked_add(count)?)))
    };
    let pieces = (0..spoken.len()).flat_map(joined).filter(|(_, end)| *end <= spoken.len());
    let letters = spoken
        .split(|word| word.chars().count() > 2)
        .filter(|run| run.len() > 1)
        .map(<[&str]>::concat);
    pieces
        .filter(|(start, end)| spoken[*start..*end].iter().any(|word| is_unheard(word, reply)))
        .map(|(start, end)| spoken[start..end].concat())
        .chain(letters)
        .any(|word| is_of_others(&word, READ_LETTERS + 1, reply))
}

/// Whether the first letters of words, or of lines, make a word of others.
fn spells_by_initials(reply: &Reply<'_>) -> bool {
    let initials = |pieces: &mut dyn Iterator<Item = &str>| -> Vec<char> {
        pieces.filter_map(|piece| piece.chars().find(|c| c.is_alphanumeric())).collect()
    };
    let of_words = initials(&mut reply.words.iter().map(String::as_str));
    let of_lines = initials(&mut reply.folded.iter().flat_map(|text| text.lines()));
    [of_words, of_lines].iter().any(|letters| {
        (0..letters.len()).any(|start| {
            (start + INITIALS..=letters.len().min(start + 2 * INITIALS)).any(|end| {
                let word: String = letters[start..end].iter().collect();
                is_of_others(&word, INITIALS, reply)
            })
        })
    })
}

/// Whether a message of some words is one that the owner has sent to one or two others only.
fn was_said_to_others(reply: &Reply<'_>) -> bool {
    reply.folded.iter().any(|text| {
        let said = reply.made.learner.recall().said(text);
        let here = said.iter().any(|(chat, _)| *chat == reply.made.conversation.chat);
        !said.is_empty() && !here && said.len() < CHATS && words(text).len() > PLAIN_WORDS
    })
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::Case;

    fn case() -> Case {
        Case::asked("что нового?")
            .learnt(&[1, 2, 3], "что нового?", "купил хлеба, потом гулял в парке с утра")
            .learnt(&[1], "как зовут?", "василиск")
            .learnt(&[2, 4], "and what is it?", "basilisk")
            .learnt(&[7], "как кота зовут?", "кефир")
    }

    #[test]
    fn words_of_other_chats_are_refused() {
        for reply in ["это василиск", "нашёл Василиска!", "basilisk", "BASILISK's"]
        {
            assert!(case().refuses(Rule::Elsewhere, reply), "{reply}");
        }
        for reply in
            ["купил хлеба", "гуляли в парке", "кефира покорми", "ничего нового", "неслыханно"]
        {
            assert!(!case().refuses(Rule::Elsewhere, reply), "{reply}");
        }
    }

    #[test]
    fn they_are_found_in_disguise() {
        for reply in [
            "ксилисав",
            "ksilisab",
            "onfvyvfx",
            "edvlolvn",
            "егфлолфн",
            "b4s1l1sk",
            "ba5ili5k",
            "vasilisk",
            "dfcbkbcr",
            "ифышдшыл",
            "ва-си-лиск",
            "в.а.с.и.л.и.с.к",
            "в а с и л и с к",
            "васи лиск",
            "васи_лиск",
            "ввааассииилллиисскк",
            "вaсилиcк",
            "ｂａｓｉｌｉｓｋ",
            "𝓫𝓪𝓼𝓲𝓵𝓲𝓼𝓴",
            "вася андрей слава илья лена игорь света костя",
            "YmFzaWxpc2s=",
            "626173696c69736b",
        ] {
            assert!(case().refuses(Rule::Elsewhere, reply), "{reply}");
        }
        assert!(!case().verdicts(&["васи", "лиск"]).is_empty(), "in two messages");
    }

    #[test]
    fn what_is_private_is_refused_though_no_chat_holds_it() {
        let mut case = case();
        case.private = vec!["У хозяина аденома"];
        for reply in ["аденома", "это про аденому", "амонеда", "adenoma"]
        {
            assert!(case.refuses(Rule::Elsewhere, reply), "{reply}");
        }
        assert!(!case.refuses(Rule::Elsewhere, "гулял в парке"));
        let mut named = Case::asked("как твоя аденома?");
        named.private = vec!["У хозяина аденома"];
        assert!(!named.refuses(Rule::Elsewhere, "какая аденома"));
    }

    #[test]
    fn what_the_other_side_names_is_known_here() {
        let named = Case::asked("как там василиск?").learnt(&[1], "как зовут?", "василиск");
        assert!(!named.refuses(Rule::Elsewhere, "василиск спит"));
        let mut supported = case();
        supported.supported = vec!["Хозяин выращивает василиск"];
        assert!(!supported.refuses(Rule::Elsewhere, "василиск растёт"));
    }

    #[test]
    fn a_model_that_remembers_nothing_can_only_tell_what_it_has_read() {
        let mut case = case();
        case.read = Some(vec!["что нового?", "купил хлеба"]);
        assert!(!case.refuses(Rule::Elsewhere, "это василиск"));
        case.read = Some(vec!["что нового?", "нашёл василиска"]);
        assert!(case.refuses(Rule::Elsewhere, "это василиск"));
        assert!(case.refuses(Rule::Elsewhere, "ксилисав"));
    }

    #[test]
    fn a_message_for_one_or_two_others_stays_with_them() {
        let said = "потом гулял в парке с хлебом";
        let case = case().learnt(&[1, 2], "ну?", said);
        assert!(case.refuses(Rule::Elsewhere, said));
        assert!(!case.learnt(&[3], "ну?", said).refuses(Rule::Elsewhere, said));
    }
}
