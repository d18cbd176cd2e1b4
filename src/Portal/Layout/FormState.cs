using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace PackageBilling.Portal;

/// <summary>What stands in a form's fields, and what is wrong with it.</summary>
public sealed class FormState
{
    private readonly Dictionary<string, StringValues> _values;
    private readonly Dictionary<string, List<string>> _faults = new(StringComparer.Ordinal);

    private FormState(Dictionary<string, StringValues> values) => _values = values;

    /// <summary>A form that was not sent yet.</summary>
    public static FormState New(params (string Name, string? Value)[] values)
    {
        var state = new FormState(values.GroupBy(value => value.Name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => new StringValues([.. group.Select(value => value.Value)]),
                StringComparer.Ordinal));
        state._values["once"] = Visit.Once();
        return state;
    }

    /// <summary>A form as it was sent.</summary>
    public static async Task<FormState> Read(HttpContext http, CancellationToken ct) =>
        new((await http.Request.ReadFormAsync(ct))
            .ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal));

    /// <summary>A form whose fields stand in the address.</summary>
    public static FormState Of(IQueryCollection query) =>
        new(query.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal));

    /// <summary>Whether something is wrong.</summary>
    public bool IsRefused => _faults.Count > 0;

    public string Once => Text("once") ?? Visit.Once();

    public string? Seen => Text("seen");

    /// <summary>A field without the spaces around it; null when nothing stands in it.</summary>
    public string? Text(string name) =>
        _values.TryGetValue(name, out var values) && values.ToString().Trim() is { Length: > 0 } text ? text : null;

    /// <summary>All values of a field that can have several.</summary>
    public IReadOnlyList<string> All(string name) =>
        _values.TryGetValue(name, out var values) ? [.. values.OfType<string>().Where(value => value.Length > 0)] : [];

    /// <summary>The ids in a field, which stand between spaces, commas or semicolons, each once; null when there are
    /// none.</summary>
    public string[]? Ids(string name) =>
        Text(name)?.Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries)
            .Distinct().ToArray();

    /// <summary>Puts another value into a field.</summary>
    public void Put(string name, string value) => _values[name] = value;

    public bool Flag(string name) => Text(name) is not null;

    public bool Has(string name, string value) => All(name).Contains(value, StringComparer.Ordinal);

    /// <summary>A whole number; null when nothing stands in the field, or when it is none,
    /// which is then a fault.</summary>
    public int? Whole(string name)
    {
        if (Text(name) is not { } text) return null;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Fault(name, "must be a whole number");
        return null;
    }

    /// <summary>What goes along with the write.</summary>
    public Writing Writing => new(Once, Text("reason"), Seen);

    public void Fault(string name, string message)
    {
        if (!_faults.TryGetValue(name, out var messages)) _faults[name] = messages = [];
        if (!messages.Contains(message)) messages.Add(message);
    }

    /// <summary>Takes over what the interface refused; false when it is nothing that the one who filled in the form
    /// can put right.</summary>
    /// <param name="refused">What it said.</param>
    /// <param name="named">What this form calls the interface's fields; null when it calls them the same.</param>
    public bool Take(ApiRefusedException refused, Func<string, string>? named = null)
    {
        if (refused.Status is not (400 or 409 or 412 or 422)) return false;
        foreach (var (field, messages) in refused.Errors)
            foreach (var message in messages) Fault(named?.Invoke(Root(field)) ?? Root(field), message);
        if (!IsRefused) Fault("", refused.Message);
        return true;
    }

    /// <summary>As <see cref="Take"/>, where an id in a field that names nothing is an entry to correct, not a page
    /// that is missing.</summary>
    public bool TakeUnknown(ApiRefusedException refused, string field)
    {
        if (refused.Status != StatusCodes.Status404NotFound || !refused.Errors.TryGetValue(field, out var unknown))
            return Take(refused);
        foreach (var message in unknown) Fault(field, message);
        return true;
    }

    private static string Root(string field) => field.Split('[', '.')[0];

    public IReadOnlyList<string> FaultsOf(string name) => _faults.TryGetValue(name, out var messages) ? messages : [];

    /// <summary>All faults, with the fields that they are about.</summary>
    public IEnumerable<(string Name, string Message)> Faults =>
        _faults.SelectMany(named => named.Value.Select(message => (named.Key, message)));

    /// <summary>A body of the fields that are there.</summary>
    public static Dictionary<string, object> Body(params (string Name, object? Value)[] fields) =>
        fields.Where(field => field.Value is not null)
            .ToDictionary(field => field.Name, field => field.Value!, StringComparer.Ordinal);
}
