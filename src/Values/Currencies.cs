using System.Collections.Frozen;
using FluentValidation;

namespace PackageBilling.Values;

/// <summary>The currencies of ISO 4217 in circulation. A table of our own, since the runtime's depends
/// on the machine.</summary>
public static class Currencies
{
    /// <summary>What a package or customer has when none is given.</summary>
    public const string Default = "USD";

    private static readonly FrozenSet<string> Codes = """
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
        CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG
        HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA
        MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD
        RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
        USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
        """.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, int> OtherMinorUnits =
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' ').Select(code => (code, 0))
            .Concat("BHD IQD JOD KWD LYD OMR TND".Split(' ').Select(code => (code, 3)))
            .ToFrozenDictionary(one => one.code, one => one.Item2, StringComparer.Ordinal);

    /// <summary>Whether a text is a code of the table, in capitals.</summary>
    public static bool IsCode(string code) => Codes.Contains(code);

    /// <summary>Decimals of a currency's minor unit by ISO 4217: 2 for USD, 0 for JPY, 3 for KWD.</summary>
    public static int MinorUnits(string code) => OtherMinorUnits.GetValueOrDefault(code, 2);

    /// <summary>An amount without what is less than a minor unit.</summary>
    public static decimal WholeUnits(decimal amount, string code) =>
        decimal.Round(amount, MinorUnits(code), MidpointRounding.ToZero);

    /// <summary>Refuses what is not a code of the table, in capitals.</summary>
    public static IRuleBuilderOptions<T, string?> CurrencyCode<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(code => code is null || Codes.Contains(code)).WithMessage("must be an ISO 4217 code such as USD");
}
