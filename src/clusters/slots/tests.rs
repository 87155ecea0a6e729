//! Which rows get which slots.

use super::*;
use cloudhsm_api::Cluster;
use cluster_health::Health;

fn row(id: &str) -> Arc<Row> {
    let cluster = Cluster { cluster_id: id.into(), ..Cluster::default() };
    Arc::new(Row::of_cluster("r".into(), Arc::new(cluster), Health::default()))
}

#[test]
fn a_row_keeps_its_slot_when_it_moves_and_changes() {
    let owner = Owner::new();
    owner.with(|| {
        let slots = Slots::new();
        let before = slots.arrange(&[row("a"), row("b")], Headings::default());
        let changed = row("b");
        let after = slots.arrange(&[row("x"), Arc::clone(&changed)], Headings::default());
        let (Slot::Row { row: old, place, .. }, Slot::Row { row: new, .. }) =
            (&before[1], &after[1])
        else {
            panic!("rows")
        };
        assert!(Arc::ptr_eq(&old.get_untracked(), &new.get_untracked()));
        assert!(Arc::ptr_eq(&old.get_untracked(), &changed), "it shows the row as it is now");
        assert_eq!(place.get_untracked(), 1);
        assert_eq!(after[0].row_key().as_deref(), Some("r x"));
    });
}

fn keys(slots: &[Slot]) -> Vec<String> {
    slots.iter().map(|slot| slot.key("")).collect()
}

#[test]
fn slots_of_removed_rows_are_reused() {
    let owner = Owner::new();
    owner.with(|| {
        let slots = Slots::new();
        let before = keys(&slots.arrange(&[row("a"), row("b"), row("c")], Headings::default()));
        let after = slots.arrange(&[row("b"), row("x"), row("y"), row("z")], Headings::default());
        let shown: Vec<_> = after.iter().filter_map(Slot::row_key).collect();
        assert_eq!(
            shown.iter().map(|key| &**key).collect::<Vec<_>>(),
            ["r b", "r x", "r y", "r z"]
        );
        let after = keys(&after);
        assert_eq!(after[..3], [before[1].as_str(), &before[0], &before[2]]);
        assert!(!before.contains(&after[3]), "nothing was left for it");
    });
}

#[test]
fn what_went_is_taken_later_too() {
    let owner = Owner::new();
    owner.with(|| {
        let slots = Slots::new();
        let rows = ["a", "b", "c"].map(row);
        let before = keys(&slots.arrange(&rows, Headings::default()));
        assert!(slots.arrange(&[], Headings::default()).is_empty());
        assert_eq!(
            keys(&slots.arrange(&rows, Headings::default())),
            before,
            "each in the slot that it had"
        );
        slots.arrange(&rows[..1], Headings::default());
        let after = slots.arrange(&["x", "y", "z"].map(row), Headings::default());
        let shown: Vec<_> = after.iter().filter_map(Slot::row_key).collect();
        assert_eq!(shown.iter().map(|key| &**key).collect::<Vec<_>>(), ["r x", "r y", "r z"]);
        let mut after = keys(&after);
        after.sort();
        assert_eq!(after, before, "no other slots, and none twice");
    });
}

#[test]
fn the_focus_does_not_go_to_another_row() {
    let owner = Owner::new();
    owner.with(|| {
        let slots = Slots::new();
        let before = keys(&slots.arrange(&[row("a"), row("b")], Headings::default()));
        slots.set_focused(Some("r a".to_owned()));
        let after = keys(&slots.arrange(&[row("x"), row("y")], Headings::default()));
        assert_eq!(after[0], before[1]);
        assert!(!before.contains(&after[1]), "the slot of the row with the focus is gone with it");
    });
}

#[test]
fn of_a_long_list_only_what_is_in_view_has_slots() {
    let owner = Owner::new();
    owner.with(|| {
        let slots = Slots::new();
        let rows: Vec<_> = (0..5000).map(|number| row(&number.to_string())).collect();
        slots.look(Some(40), 600..640);
        slots.set_focused(Some("r 3".to_owned()));
        let shown = slots.arrange(&rows, Headings::default());
        let keys: Vec<_> = shown.iter().map(Slot::row_key).collect();
        let keys: Vec<_> = keys.iter().map(Option::as_deref).collect();
        // The row with the focus has its neighbors, for Tab to find.
        let first = [None, Some("r 2"), Some("r 3"), Some("r 4"), None, Some("r 600")];
        assert_eq!(keys[..6], first);
        assert_eq!(shown.len(), 46);
        assert_eq!(slots.gap_height(&shown[0]), "80px");
    });
}
