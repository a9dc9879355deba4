import ts from "typescript";

/** One small change of a file's text. */
export interface Mutant {
	readonly start: number;
	readonly end: number;
	readonly replacement: string;
	/** From 1 up. */
	readonly line: number;
	/** For people: what is changed into what. */
	readonly change: string;
	/** Where the function begins that it is in, as in `functionsOf`; -1 where that runs when the file is loaded. */
	readonly within: number;
}

/** What a function does: a block, or an expression. */
export interface FunctionBody {
	readonly start: number;
	readonly end: number;
	readonly isBlock: boolean;
}

/** What takes an operator's place: the boundary moved, the opposite, or the nearest relative. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = Object.freeze({
	"<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
	"===": ["!=="], "!==": ["==="], "==": ["!="], "!=": ["=="],
	"&&": ["||"], "||": ["&&"], "??": ["&&"],
	"+": ["-"], "-": ["+"], "*": ["/"], "/": ["*"], "%": ["*"], "**": ["*"],
	"<<": [">>"], ">>": ["<<"], ">>>": ["<<"], "&": ["|"], "|": ["&"], "^": ["&"],
	"+=": ["-="], "-=": ["+="], "*=": ["/="], "|=": ["&="], "&=": ["|="], "^=": ["|="], "<<=": [">>="], ">>=": ["<<="], "??=": ["="], "||=": ["="],
});

/** Characters of a change that are shown. */
const SHOWN = 60;

function bodyOf(node: ts.Node): ts.Node | undefined {
	return ts.isFunctionLike(node) && "body" in node ? node.body as ts.Node | undefined : undefined;
}

/** All functions of a TypeScript source that have a body. */
export function functionsOf(name: string, text: string): FunctionBody[] {
	const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true), bodies: FunctionBody[] = [];
	const visit = (node: ts.Node): void => {
		const body = bodyOf(node);
		if (body)
			bodies.push({ start: body.getStart(source), end: body.getEnd(), isBlock: ts.isBlock(body) });
		ts.forEachChild(node, visit);
	};
	visit(source);
	return bodies;
}

/** All mutants of a TypeScript source: conditions, boundaries, arithmetic, constants, statements and returned values. */
export function mutantsOf(name: string, text: string): Mutant[] {
	const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true), mutants: Mutant[] = [];

	function add(node: ts.Node, replacement: string): void {
		const start = node.getStart(source), end = node.getEnd(), was = text.slice(start, end).replace(/\s+/g, " ");
		if (was === replacement)
			return;
		const shown = was.length > SHOWN ? `${was.slice(0, SHOWN)}…` : was;
		let body: ts.Node | undefined;
		for (let at: ts.Node = node; at.parent && !body; at = at.parent)
			body = bodyOf(at.parent) === at ? at : undefined;
		mutants.push({ start, end, replacement, within: body?.getStart(source) ?? -1, line: source.getLineAndCharacterOfPosition(start).line + 1, change: `${shown} → ${replacement.trim() || "nothing"}` });
	}
	function condition(node: ts.Expression, values: readonly string[]): void {
		if (node.kind !== ts.SyntaxKind.TrueKeyword && node.kind !== ts.SyntaxKind.FalseKeyword)
			for (const value of values)
				add(node, value);
	}
	function visit(node: ts.Node): void {
		if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node))
			return;
		if (ts.isBinaryExpression(node) && !isText(node)) {
			for (const operator of OPERATORS[node.operatorToken.getText(source)] ?? [])
				add(node.operatorToken, operator);
		}
		else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node))
			unary(node);
		else if (ts.isIfStatement(node))
			condition(node.expression, ["true", "false"]);
		else if (ts.isConditionalExpression(node))
			condition(node.condition, ["true", "false"]);
		else if (ts.isWhileStatement(node))
			condition(node.expression, ["false"]);
		else if (ts.isForStatement(node) && node.condition)
			condition(node.condition, ["false"]);
		else if (ts.isNumericLiteral(node) && !(ts.isPropertyAssignment(node.parent) && node.parent.name === node))
			add(node, `(${node.getText(source)} + 1)`);
		else if (node.kind === ts.SyntaxKind.TrueKeyword)
			add(node, "false");
		else if (node.kind === ts.SyntaxKind.FalseKeyword)
			add(node, "true");
		else if (ts.isExpressionStatement(node) && !isSuper(node.expression) || ts.isContinueStatement(node) || ts.isBreakStatement(node) && !ts.isCaseClause(node.parent) || ts.isThrowStatement(node))
			add(node, ";");
		else if (ts.isReturnStatement(node) && node.expression)
			add(node.expression, "undefined");
		ts.forEachChild(node, visit);
	}
	function unary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
		const operand = node.operand.getText(source), postfix = ts.isPostfixUnaryExpression(node);
		switch (node.operator) {
			case ts.SyntaxKind.PlusPlusToken:
				return add(node, postfix ? `${operand}--` : `--${operand}`);
			case ts.SyntaxKind.MinusMinusToken:
				return add(node, postfix ? `${operand}++` : `++${operand}`);
			case ts.SyntaxKind.ExclamationToken:
			case ts.SyntaxKind.MinusToken:
			case ts.SyntaxKind.TildeToken:
				return add(node, `(${operand})`);
		}
	}
	visit(source);
	return mutants;
}

/** Whether a sum puts text together: what it says is for people. */
function isText(node: ts.Expression): boolean {
	if (ts.isParenthesizedExpression(node))
		return isText(node.expression);
	if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
		return isText(node.left) || isText(node.right);
	return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

function isSuper(node: ts.Expression): boolean {
	return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;
}
