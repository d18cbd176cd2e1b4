using System.Reflection;
using System.Reflection.Emit;

namespace PackageBilling.Modules.Tests;

/// <summary>
/// What the types of an assembly refer to, read from the compiled code: base types, signatures, attributes, and the
/// bodies of methods. What the compiler makes of a type (state machines, closures) counts as the type's own.
/// </summary>
internal static class References
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly OpCode[] OneByte = new OpCode[256], TwoBytes = new OpCode[256];

    static References()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var code = (OpCode)field.GetValue(null)!;
            (code.Size == 1 ? OneByte : TwoBytes)[code.Value & 0xff] = code;
        }
    }

    /// <summary>
    /// The pairs of types of an assembly of which one refers to the other. A nested type counts as the one around it.
    /// </summary>
    public static IReadOnlySet<(Type From, Type To)> Within(Assembly assembly)
    {
        var pairs = new HashSet<(Type, Type)>();
        foreach (var type in assembly.GetTypes())
            foreach (var to in Of(type).SelectMany(Parts))
                if (to.Assembly == assembly && Outermost(type) != Outermost(to))
                    pairs.Add((Outermost(type), Outermost(to)));
        return pairs;
    }

    /// <summary>The texts in the code of an assembly, constants too, with the outermost type that has each.</summary>
    public static IEnumerable<(Type In, string Text)> Texts(Assembly assembly) =>
        from type in assembly.GetTypes()
        from text in type.GetFields(Declared).Where(field => field.IsLiteral)
            .Select(field => field.GetRawConstantValue())
            .Concat(Methods(type).SelectMany(Operands)).OfType<string>()
        select (Outermost(type), text);

    /// <summary>The type that a nested one is in, or the type itself.</summary>
    public static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } around) type = around;
        return type;
    }

    private static IEnumerable<Type> Of(Type type) =>
    [
        .. type.BaseType is { } parent ? (Type[])[parent] : [], .. type.GetInterfaces(),
        .. Constraints(type.GetGenericArguments()), .. Attributes(type),
        .. type.GetFields(Declared).SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.GetProperties(Declared).SelectMany(Attributes),
        .. Methods(type).SelectMany(Of),
    ];

    private static IEnumerable<MethodBase> Methods(Type type) =>
        [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];

    private static IEnumerable<Type> Of(MethodBase method) =>
    [
        .. Attributes(method),
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.GetParameters().SelectMany(parameter => Of(parameter.GetCustomAttributesData())),
        .. method is MethodInfo { ReturnType: var result } ? (Type[])[result] : [],
        .. method.IsGenericMethodDefinition ? Constraints(method.GetGenericArguments()) : [],
        .. method.GetMethodBody() is { } body ? body.LocalVariables.Select(local => local.LocalType) : [],
        .. method.GetMethodBody() is { } tried
            ? tried.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)
                .Select(clause => clause.CatchType!)
            : [],
        .. Operands(method).OfType<MemberInfo>().SelectMany(Of),
    ];

    private static IEnumerable<Type> Of(MemberInfo used) => used switch
    {
        Type type => [type],
        MethodInfo { IsGenericMethod: true } method => [method.DeclaringType!, .. method.GetGenericArguments()],
        _ => used.DeclaringType is { } type ? [type] : [],
    };

    private static IEnumerable<Type> Constraints(Type[] arguments) =>
        arguments.Where(argument => argument.IsGenericParameter)
            .SelectMany(argument => argument.GetGenericParameterConstraints());

    private static IEnumerable<Type> Attributes(MemberInfo member) => Of(member.GetCustomAttributesData());

    private static IEnumerable<Type> Of(IList<CustomAttributeData> attributes) => attributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue))
            .Select(argument => argument.Value).OfType<Type>().Append(attribute.AttributeType));

    /// <summary>The types that a type is made of: of <c>List&lt;Call[]&gt;</c> they are List and Call.</summary>
    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.IsGenericParameter || type.IsFunctionPointer) return [];
        if (type.GetElementType() is { } element) return Parts(element);
        return type.GetGenericArguments().SelectMany(Parts).Append(type);
    }

    /// <summary>What the instructions of a method name: members and texts.</summary>
    private static IEnumerable<object> Operands(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } code) yield break;
        var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            var instruction = code[at] == 0xfe ? TwoBytes[code[at + 1]] : OneByte[code[at]];
            at += instruction.Size;
            switch (instruction.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    at += 1;
                    break;
                case OperandType.InlineVar:
                    at += 2;
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    at += 8;
                    break;
                case OperandType.InlineSwitch:
                    at += 4 + (4 * BitConverter.ToInt32(code, at));
                    break;
                case OperandType.InlineString:
                    yield return method.Module.ResolveString(BitConverter.ToInt32(code, at));
                    at += 4;
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
                    or OperandType.InlineType:
                    if (method.Module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod) is { } member)
                        yield return member;
                    at += 4;
                    break;
                default:
                    at += 4;
                    break;
            }
        }
    }
}
