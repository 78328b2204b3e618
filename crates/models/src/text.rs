//! What is cut from a model's text before anyone reads it.

/// Marks that end a turn in the templates of models. A local server whose template is another than
/// the model's writes them as text.
const ENDS_OF_TURN: [&str; 8] = [
    "<|im_end|>",
    "<|eot_id|>",
    "<|end|>",
    "<|endoftext|>",
    "<|end_of_text|>",
    "<end_of_turn>",
    "<eos>",
    "</s>",
];

/// Ends of lines.
const BREAKS: [char; 2] = ['\n', '\r'];

/// The text without what the model thought aloud, up to the first stop or end of its turn; `None` if
/// nothing is left.
///
/// The stops are cut here too since not every provider takes all of them.
pub(crate) fn clean(text: &str, stops: &[String]) -> Option<String> {
    // Some begin with empty lines, where a stop may be one.
    let text = without_thoughts(text).trim_start_matches(BREAKS);
    // What begins with a stop but for those lines has ended before it began.
    let begun = |stop: &String| {
        !stop.trim_matches(BREAKS).is_empty() && text.starts_with(stop.trim_start_matches(BREAKS))
    };
    if stops.iter().any(begun) {
        return None;
    }
    let end = stops
        .iter()
        .map(String::as_str)
        .chain(ENDS_OF_TURN)
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| text.find(stop))
        .min()
        .unwrap_or(text.len());
    let text = &text[..end];
    (!text.trim().is_empty()).then(|| text.to_owned())
}

/// The text after a block of thoughts at its beginning, which local servers leave in the text. A
/// block that does not end holds nothing but thoughts.
fn without_thoughts(text: &str) -> &str {
    const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];
    let start = text.trim_start();
    for (open, close) in TAGS {
        if let Some(thoughts) = start.strip_prefix(open) {
            return thoughts.split_once(close).map_or("", |(_, rest)| rest.trim_start());
        }
        // Some templates put the opening tag into the prompt.
        if let Some((thoughts, rest)) = start.split_once(close)
            && !thoughts.contains(open)
        {
            return rest.trim_start();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str, stops: &[&str]) -> Option<String> {
        let stops: Vec<String> = stops.iter().map(|stop| (*stop).to_owned()).collect();
        clean(text, &stops)
    }

    #[test]
    fn empty_lines_at_the_beginning_are_no_stop() {
        assert_eq!(cleaned("\n\nB: да", &["\nA:", "\n\n"]).as_deref(), Some("B: да"));
        assert_eq!(cleaned("\n\nA: да", &["\nA:", "\n\n"]), None);
        assert_eq!(cleaned("\n\n", &["\n\n"]), None);
    }

    #[test]
    fn a_text_ends_before_the_first_stop() {
        assert_eq!(cleaned("да\nнет\nАня:", &["Аня:", "\nнет"]).as_deref(), Some("да"));
        assert_eq!(cleaned("да", &["", "нет"]).as_deref(), Some("да"));
        assert_eq!(cleaned("Аня: да", &["Аня:"]), None);
        assert_eq!(cleaned(" \n", &[]), None);
        assert_eq!(cleaned(" ну да ", &[]).as_deref(), Some(" ну да "));
    }

    #[test]
    fn marks_of_templates_are_no_text() {
        assert_eq!(cleaned("ок<|im_end|>\nAnn: hi", &[]).as_deref(), Some("ок"));
        assert_eq!(cleaned("<end_of_turn>", &[]), None);
    }

    #[test]
    fn thoughts_are_no_reply() {
        assert_eq!(cleaned("<think>\nhm\n</think>\n\nок", &[]).as_deref(), Some("ок"));
        assert_eq!(cleaned("hm, he asks\n</think>\nок", &[]).as_deref(), Some("ок"));
        assert_eq!(cleaned("<think>never ends", &[]), None);
        assert_eq!(cleaned("I <think> so", &[]).as_deref(), Some("I <think> so"));
        assert_eq!(cleaned("<think>stop\nhere</think>ок", &["\n"]).as_deref(), Some("ок"));
    }
}
