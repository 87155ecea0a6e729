//! What a confirmation still lacks, in words beside its button: a button that is off says why.

/// More fields than this are counted and not named.
const MOST_NAMED: usize = 2;

/// What is still to be typed, by the names of its fields, and how many losses are not acknowledged yet;
/// `None` once nothing is missing.
pub(super) fn still_needed(to_type: &[&str], to_acknowledge: usize) -> Option<String> {
    let mut parts: Vec<String> = match to_type.len() {
        0..=MOST_NAMED => to_type.iter().map(|&what| what.to_owned()).collect(),
        many => vec![format!("{many} texts to type")],
    };
    match to_acknowledge {
        0 => {}
        1 => parts.push("1 acknowledgement".to_owned()),
        many => parts.push(format!("{many} acknowledgements")),
    }
    (!parts.is_empty()).then(|| format!("Still needed: {}", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::still_needed;

    #[test]
    fn what_is_missing_is_named_and_much_of_it_counted() {
        let said = |fields: &[&str], losses| still_needed(fields, losses);
        assert_eq!(said(&[], 0), None);
        let id = "ID of the cluster";
        assert_eq!(said(&[id], 0).as_deref(), Some("Still needed: ID of the cluster"));
        assert_eq!(
            said(&[id, "name of the cluster"], 1).as_deref(),
            Some("Still needed: ID of the cluster, name of the cluster, 1 acknowledgement")
        );
        assert_eq!(said(&[], 2).as_deref(), Some("Still needed: 2 acknowledgements"));
        assert_eq!(
            said(&["ID of HSM 1", "ID of HSM 2", "ID of HSM 3"], 0).as_deref(),
            Some("Still needed: 3 texts to type")
        );
    }
}
