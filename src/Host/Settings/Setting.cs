using System.Globalization;

namespace PackageBilling.Host;

/// <summary>A setting of the product.</summary>
/// <param name="Key">Its name, such as <c>Scheduler:RunAt</c>.</param>
/// <param name="Default">What holds without it, as docs/operating.md says it.</param>
/// <param name="Meaning">What it does, as docs/operating.md says it.</param>
/// <param name="Value">What its text must be; null for any text.</param>
/// <param name="IsList">Whether it may be given as a list: <c>PlatformFeatures:0</c>,
/// <c>PlatformFeatures:1</c>.</param>
internal sealed record Setting(
    string Key, string Default, string Meaning, SettingValue? Value = null, bool IsList = false)
{
    /// <summary>The part before the first colon.</summary>
    public string Section => Key.Split(':')[0];
}

/// <summary>What the text of a setting must be.</summary>
/// <param name="Description">In words, behind "must be".</param>
/// <param name="IsValid">Whether a text is so.</param>
internal sealed record SettingValue(string Description, Func<string, bool> IsValid)
{
    public static readonly SettingValue Flag = new("true or false", text => bool.TryParse(text, out _));

    public static readonly SettingValue Port = new("a port from 1 to 65535", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535);

    public static readonly SettingValue LocalTime = new("a local time such as 06:00", text =>
        TimeOnly.TryParseExact(
            text.Trim(), ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    public static readonly SettingValue Address = new("an address such as http://127.0.0.1:8080", text =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
            && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps));

    public static readonly SettingValue Duration = new("a duration of more than 0 such as 00:01:00", text =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero);

    /// <summary>A whole number of at least 1.</summary>
    public static readonly SettingValue Count = new("a whole number of at least 1", text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1);
}
