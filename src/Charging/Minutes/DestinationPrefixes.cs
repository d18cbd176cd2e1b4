namespace PackageBilling.Charging.Minutes;

/// <summary>
/// The prefixes of one set of terms as a tree of digits: the longest match takes one step per digit, however many
/// prefixes there are (domain: "Free minutes").
/// </summary>
public sealed class DestinationPrefixes
{
    private readonly List<Node> _nodes = [new()];
    private readonly bool _everywhere;

    /// <param name="prefixes">Digits only; none for every destination.</param>
    public DestinationPrefixes(IReadOnlyCollection<string> prefixes)
    {
        _everywhere = prefixes.Count == 0;
        foreach (var prefix in prefixes) Add(prefix);
    }

    /// <summary>The length of the longest prefix of a destination; 0 where everything is covered,
    /// null where nothing matches.</summary>
    public int? Longest(string destination)
    {
        if (_everywhere) return 0;
        int? longest = null;
        for (int at = 0, digit = 0; digit < destination.Length; digit++)
        {
            at = _nodes[at][destination[digit] - '0'];
            if (at == 0) break;
            if (_nodes[at].IsPrefix) longest = digit + 1;
        }
        return longest;
    }

    private void Add(string prefix)
    {
        var at = 0;
        foreach (var digit in prefix)
        {
            var next = _nodes[at][digit - '0'];
            if (next == 0)
            {
                _nodes.Add(new());
                next = _nodes[at][digit - '0'] = _nodes.Count - 1;
            }
            at = next;
        }
        _nodes[at].IsPrefix = true;
    }

    /// <summary>The nodes behind ten digits, by their place in the list;
    /// 0 for none, since the root is behind no digit.</summary>
    private sealed class Node
    {
        private readonly int[] _next = new int[10];

        public bool IsPrefix { get; set; }

        public int this[int digit]
        {
            get => _next[digit];
            set => _next[digit] = value;
        }
    }
}
