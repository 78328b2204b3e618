//! Signs of Markdown, which models put around words and people hardly ever do: they are taken off.

use style::Learner;

/// Bullets are the owner's own if they stand in one of so many of their messages.
const ONE_IN: usize = 100;

const BOLD: &str = "**";
const BULLETS: [&str; 3] = ["- ", "* ", "• "];
/// Headings have this many signs at most.
const DEEPEST: usize = 6;

/// Which signs stay: those of the owner. Bold and headings never do, for the guard lets them pass
/// nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Signs {
    bullets: bool,
}

impl Signs {
    /// By all answers of the owner.
    pub(super) fn of(learner: &Learner) -> Self {
        let (mut messages, mut bullets) = (0, 0);
        for message in learner.recall().exemplars().flat_map(|exemplar| exemplar.answer.iter()) {
            messages += 1;
            bullets += usize::from(message.lines().any(|line| bullet(line).is_some()));
        }
        Self { bullets: bullets > 0 && bullets * ONE_IN >= messages }
    }

    /// A line without the others.
    pub(super) fn take_off(self, line: &str) -> String {
        let line = heading(line).unwrap_or(line);
        let line = if self.bullets { None } else { bullet(line) }.unwrap_or(line);
        without_bold(line)
    }
}

/// What stands in a heading.
fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let signs = line.len() - rest.len();
    (1..=DEEPEST).contains(&signs).then(|| rest.strip_prefix(' ')).flatten().map(str::trim_start)
}

/// What stands at a bullet.
fn bullet(line: &str) -> Option<&str> {
    let rest = BULLETS.iter().find_map(|bullet| line.strip_prefix(bullet))?.trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// A text in which nothing is bold.
fn without_bold(text: &str) -> String {
    let (mut bare, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once(BOLD) {
        let bold = after.split_once(BOLD);
        let bold = bold.filter(|(inner, _)| !inner.is_empty() && inner.trim() == *inner);
        bare.push_str(before);
        rest = match bold {
            Some((inner, after)) => {
                bare.push_str(inner);
                after
            }
            None => {
                bare.push_str(BOLD);
                after
            }
        };
    }
    bare + rest
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};

    use super::*;

    #[test]
    fn signs_of_models_are_taken_off() {
        for (written, said) in [
            ("**да**, **конечно**", "да, конечно"),
            ("# Ответ", "Ответ"),
            ("### Plan", "Plan"),
            ("- молоко", "молоко"),
            ("* **хлеб**", "хлеб"),
            ("• сыр", "сыр"),
            // What is none of them stays.
            ("#тег", "#тег"),
            ("2 ** 3 ** 4", "2 ** 3 ** 4"),
            ("ну ** да", "ну ** да"),
            ("-5 на улице", "-5 на улице"),
            ("- ", "- "),
            ("****", "****"),
        ] {
            assert_eq!(Signs::default().take_off(written), said);
        }
    }

    #[test]
    fn what_the_owner_writes_stays() {
        let mut learner = Learner::new();
        for id in 0..20 {
            let mut observe = |id, author, text: &str| {
                learner.observe(&Message {
                    chat: PeerId(7),
                    id: MessageId(id),
                    author,
                    sender: PeerId(if author == Author::Owner { 1 } else { 7 }),
                    sent_at: Timestamp::from_secs(1_700_000_000 + i64::from(id) * 1_000),
                    content: Content::Text { text: text.to_owned() },
                    reply_to: None,
                    forwarded: false,
                    via_bot: false,
                    mentions_owner: false,
                });
            };
            observe(2 * id, Author::Other, "что купить?");
            observe(2 * id + 1, Author::Owner, if id == 3 { "- молоко\n- хлеб" } else { "ничего" });
        }
        let signs = Signs::of(&learner);
        assert_eq!(signs, Signs { bullets: true });
        assert_eq!(signs.take_off("- **сыр**"), "- сыр");
    }
}
