//! Stretches: sets of seconds as sorted, disjoint, half-open stretches; what do two of them make?

/// From a second until before another.
pub(super) type Stretch = (i64, i64);

/// Whatever is in one of them. Those that touch become one; empty ones vanish.
pub(super) fn united(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|(from, to)| from < to);
    stretches.sort_unstable();
    let mut united: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for (from, to) in stretches {
        match united.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            Some(_) | None => united.push((from, to)),
        }
    }
    united
}

/// Whatever is in both of two sets.
pub(super) fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut common = Vec::new();
    let (mut left, mut right) = (0, 0);
    while let (Some(a), Some(b)) = (one.get(left), other.get(right)) {
        let both = (a.0.max(b.0), a.1.min(b.1));
        if both.0 < both.1 {
            common.push(both);
        }
        if a.1 < b.1 { left += 1 } else { right += 1 }
    }
    common
}

/// What is left of one stretch without a set.
pub(super) fn without((mut from, to): Stretch, closed: &[Stretch]) -> Vec<Stretch> {
    let mut left = Vec::new();
    for (begin, end) in closed {
        if *begin >= to {
            break;
        }
        if *end > from {
            left.push((from, *begin));
            from = *end;
        }
    }
    left.push((from, to));
    left.retain(|(from, to)| from < to);
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_becomes_one_and_what_is_empty_vanishes() {
        assert_eq!(united(vec![(5, 9), (0, 3), (3, 4), (7, 7), (8, 12)]), [(0, 4), (5, 12)]);
    }

    #[test]
    fn what_two_sets_share_ends_where_the_first_of_them_ends() {
        assert_eq!(
            common(&[(0, 5), (7, 20)], &[(3, 8), (9, 10), (12, 30)]),
            [(3, 5), (7, 8), (9, 10), (12, 20)]
        );
    }

    #[test]
    fn what_is_closed_is_cut_out_at_the_ends_and_in_the_middle() {
        assert_eq!(without((0, 10), &[(-5, 1), (3, 4), (9, 20)]), [(1, 3), (4, 9)]);
        assert_eq!(without((0, 10), &[(0, 10)]), []);
        assert_eq!(without((0, 10), &[(10, 11)]), [(0, 10)]);
    }
}
