//! Messages brought into the shape of one of the owner's replies.

use super::aim::{Aim, Form};

/// Marks at the end that say little: a model's are replaced by the owner's.
const QUIET: [char; 2] = ['.', ')'];
/// What stands before the mouth of a smile.
const EYES: [char; 4] = [':', ';', '=', '-'];

/// The messages, as many as the owner would send, written as they would begin and end.
pub(super) fn lay_out(bubbles: &[String], aim: &Aim) -> Vec<String> {
    let wanted = aim.messages.len().max(1);
    let mut laid = match bubbles.len() {
        found if found < wanted => parted(bubbles, wanted),
        // What comes after them is one thought too many.
        _ => bubbles[..wanted].to_vec(),
    };
    for (bubble, form) in laid.iter_mut().zip(&aim.messages) {
        shorten(bubble, form.chars);
        begin_as(bubble, form);
        end_as(bubble, form);
    }
    laid
}

/// Leaves out the last sentences of a message that is much longer than the owner's: a model does not
/// know when to stop. A sentence stays whole, for half of it may say the opposite.
fn shorten(bubble: &mut String, aimed: usize) {
    let length = bubble.chars().count();
    if length * 3 <= aimed * 4 {
        return;
    }
    let off = |chars: usize| ((1.0 + chars as f32) / (1.0 + aimed as f32)).ln().abs();
    let ends =
        sentence_ends(bubble).map(|end| (off(bubble[..end].trim_end().chars().count()), end));
    let nearest = ends.min_by(|(a, _), (b, _)| a.total_cmp(b));
    if let Some((_, end)) = nearest.filter(|(nearest, _)| *nearest < off(length)) {
        bubble.truncate(bubble[..end].trim_end().len());
    }
}

/// Parts messages at the ends of sentences, the longest first, until there are so many, or none can
/// be parted.
fn parted(bubbles: &[String], wanted: usize) -> Vec<String> {
    let mut parted = bubbles.to_vec();
    while parted.len() < wanted {
        let longest = (0..parted.len())
            .filter_map(|place| Some((place, sentence_end(&parted[place])?)))
            .max_by_key(|(place, _)| parted[*place].len());
        let Some((place, end)) = longest else { break };
        let rest = parted[place].split_off(end).trim().to_owned();
        parted[place] = parted[place].trim_end().to_owned();
        parted.insert(place + 1, rest);
    }
    parted
}

/// Where a sentence ends that is nearest to the middle, with something after it.
fn sentence_end(text: &str) -> Option<usize> {
    let middle = text.len() / 2;
    sentence_ends(text).min_by_key(|end| end.abs_diff(middle))
}

/// Where sentences end that have something after them.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices()
        .zip(text.chars().skip(1))
        .filter(|((_, c), next)| ".!?)…\n".contains(*c) && next.is_whitespace() || *c == '\n')
        .map(|((place, c), _)| place + c.len_utf8())
        .filter(|end| !text[*end..].trim().is_empty())
}

/// Begins a message in capitals or not, unless its first word has capitals of its own.
fn begin_as(bubble: &mut String, form: &Form) {
    let Some(capital) = form.capital else { return };
    let mut chars = bubble.chars();
    let Some(first) = chars.next().filter(|c| c.is_alphabetic()) else { return };
    let word: String = chars.clone().take_while(|c| c.is_alphanumeric()).collect();
    // "ОК", "iPhone", "I": the word's own way.
    if word.chars().any(char::is_uppercase) || (word.is_empty() && first.is_ascii()) {
        return;
    }
    let begun: String =
        if capital { first.to_uppercase().collect() } else { first.to_lowercase().collect() };
    *bubble = begun + chars.as_str();
}

/// Ends a message with a full stop, a smile or nothing, as the owner did, unless it ends otherwise.
fn end_as(bubble: &mut String, form: &Form) {
    let quiet = |c: &char| QUIET.contains(c);
    let ending = bubble.chars().next_back();
    if bubble.trim_end_matches(')').ends_with(EYES) {
        // ":)" is a whole.
        return;
    }
    let is_plain = ending.is_some_and(char::is_alphanumeric);
    let is_quiet =
        ending.as_ref().is_some_and(quiet) && !bubble.ends_with("..") && !bubble.contains('(');
    let unmarked = bubble.trim_end_matches(QUIET).len();
    if (!is_plain && !is_quiet) || unmarked == 0 {
        return;
    }
    match form.ending {
        None if is_quiet => {
            bubble.truncate(unmarked);
        }
        Some(mark) if quiet(&mark) && Some(mark) != ending => {
            if is_quiet {
                bubble.truncate(unmarked);
            }
            bubble.push(mark);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::looks::Looks;

    fn aim(forms: &[&str]) -> Aim {
        let looks = Looks::of(forms.iter().copied());
        Aim { messages: forms.iter().map(|text| Form::of(text)).collect(), looks }
    }

    fn laid(bubbles: &[&str], forms: &[&str]) -> Vec<String> {
        let bubbles: Vec<String> = bubbles.iter().map(|text| (*text).to_owned()).collect();
        lay_out(&bubbles, &aim(forms))
    }

    #[test]
    fn a_message_begins_and_ends_as_the_owners() {
        assert_eq!(laid(&["Да, конечно."], &["ну да"]), ["да, конечно"]);
        assert_eq!(laid(&["да, конечно"], &["Хорошо."]), ["Да, конечно."]);
        assert_eq!(laid(&["Да, конечно."], &["ага)"]), ["да, конечно)"]);
    }

    #[test]
    fn what_a_mark_or_a_word_says_stays() {
        assert_eq!(laid(&["А когда?"], &["да"]), ["а когда?"]);
        assert_eq!(laid(&["ОК"], &["да"]), ["ОК"]);
        assert_eq!(laid(&["I know"], &["yes"]), ["I know"]);
        assert_eq!(laid(&["see the docs (part 2)"], &["yes."]), ["see the docs (part 2)"]);
        assert_eq!(laid(&["ну..."], &["да"]), ["ну..."]);
        assert_eq!(laid(&[")"], &["да"]), [")"]);
        assert_eq!(laid(&["да :)", "ок ;-)"], &["да", "ок."]), ["да :)", "ок ;-)"]);
    }

    #[test]
    fn what_is_much_too_long_ends_with_a_sentence() {
        let long = "Да, буду. Но сначала зайду в магазин.\nПотом домой, и уже оттуда к вам";
        assert_eq!(laid(&[long], &["Ага, иду"]), ["Да, буду"]);
        let longer = ["Ну только я, наверное, сначала в магазин"];
        assert_eq!(laid(&[long], &longer), ["Да, буду. Но сначала зайду в магазин"]);
        let whole = "приду, но только если не будет дождя";
        assert_eq!(laid(&[whole], &["приду"]), [whole]);
    }

    #[test]
    fn there_are_as_many_messages_as_the_owner_sends() {
        assert_eq!(laid(&["да. уже еду"], &["ага", "жди"]), ["да", "уже еду"]);
        assert_eq!(laid(&["да\nуже еду"], &["ага", "жди"]), ["да", "уже еду"]);
        assert_eq!(laid(&["да", "еду", "скоро"], &["ага"]), ["да"]);
        assert_eq!(laid(&["да"], &["ага", "жди"]), ["да"]);
    }
}
