//! Stop sequences in a text that arrives in pieces: what may be the beginning of one is held back
//! until it is known not to be, so that none ever leaks.

/// Watches one generated text for its stop sequences.
pub(crate) struct StopSequences<'a> {
    sequences: Vec<&'a str>,
    held: String,
}

/// What became of a piece of text.
#[derive(Debug, PartialEq)]
pub(crate) struct Released {
    /// Text that is certainly part of the output; it may be empty.
    pub(crate) text: String,
    /// Whether a stop sequence follows it.
    pub(crate) stopped: bool,
}

impl<'a> StopSequences<'a> {
    pub(crate) fn new(sequences: &'a [String]) -> Self {
        // An empty sequence would stop every text before its first character.
        let sequences = sequences.iter().map(String::as_str).filter(|sequence| !sequence.is_empty()).collect();
        Self { sequences, held: String::new() }
    }

    /// Takes the next piece and releases what is safe to show.
    pub(crate) fn push(&mut self, piece: &str) -> Released {
        self.held.push_str(piece);
        if let Some(start) = self.first_match() {
            self.held.truncate(start);
            return Released { text: std::mem::take(&mut self.held), stopped: true };
        }
        let kept = self.held.split_off(self.held.len() - self.possible_beginning());
        Released { text: std::mem::replace(&mut self.held, kept), stopped: false }
    }

    /// What is still held when the text ends without a stop sequence.
    pub(crate) fn rest(self) -> String {
        self.held
    }

    /// Where the sequence that is complete first begins. Judged by its end, so that the answer does
    /// not depend on how the text was cut into pieces.
    fn first_match(&self) -> Option<usize> {
        self.sequences
            .iter()
            .filter_map(|sequence| self.held.find(sequence).map(|start| (start + sequence.len(), start)))
            .min()
            .map(|(_, start)| start)
    }

    /// The length in bytes of the longest end of the held text that begins a stop sequence.
    fn possible_beginning(&self) -> usize {
        self.held
            .char_indices()
            .map(|(start, _)| &self.held[start..])
            .find(|end| self.sequences.iter().any(|sequence| sequence.starts_with(end)))
            .map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Feeds `pieces` and returns what was released in all, and whether it stopped.
    fn run(sequences: &[&str], pieces: &[&str]) -> (String, bool) {
        let sequences: Vec<String> = sequences.iter().map(ToString::to_string).collect();
        let mut stops = StopSequences::new(&sequences);
        let mut output = String::new();
        for piece in pieces {
            let released = stops.push(piece);
            output.push_str(&released.text);
            if released.stopped {
                return (output, true);
            }
        }
        output.push_str(&stops.rest());
        (output, false)
    }

    #[test]
    fn text_without_stop_sequences_is_released_at_once() {
        let mut stops = StopSequences::new(&[]);
        assert_eq!(stops.push("hello"), Released { text: "hello".into(), stopped: false });
    }

    #[test]
    fn a_stop_sequence_within_a_piece_ends_the_text_before_it() {
        assert_eq!(run(&["END"], &["one END two"]), ("one ".into(), true));
    }

    #[test]
    fn a_stop_sequence_across_pieces_never_leaks() {
        assert_eq!(run(&["END"], &["one E", "N", "D two"]), ("one ".into(), true));
    }

    #[test]
    fn a_beginning_that_comes_to_nothing_is_released() {
        let sequences = ["END".to_owned()];
        let mut stops = StopSequences::new(&sequences);
        assert_eq!(stops.push("an EN").text, "an ");
        assert_eq!(stops.push("TRY").text, "ENTRY");
    }

    #[test]
    fn a_beginning_at_the_end_of_the_text_is_output() {
        assert_eq!(run(&["END"], &["the EN"]), ("the EN".into(), false));
    }

    #[test]
    fn a_beginning_may_start_within_another() {
        assert_eq!(run(&["aab"], &["a", "a", "a", "b"]), ("a".into(), true));
    }

    #[test]
    fn the_sequence_that_is_complete_first_wins_however_the_text_is_cut() {
        assert_eq!(run(&["abcd", "bc"], &["abcd"]), ("a".into(), true));
        assert_eq!(run(&["abcd", "bc"], &["a", "b", "c", "d"]), ("a".into(), true));
    }

    #[test]
    fn a_sequence_of_wide_characters_is_found_across_pieces() {
        assert_eq!(run(&["é→"], &["caf", "é", "→x"]), ("caf".into(), true));
    }

    #[test]
    fn an_empty_stop_sequence_is_ignored() {
        assert_eq!(run(&[""], &["text"]), ("text".into(), false));
    }
}
